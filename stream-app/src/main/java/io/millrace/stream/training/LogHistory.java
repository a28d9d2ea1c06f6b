package io.millrace.stream.training;

import io.millrace.model.pipeline.Difference;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.stream.topic.Command;
import io.millrace.stream.topic.LogEntry;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.LogRecord.Commanded;
import io.millrace.stream.topic.LogRecord.Configured;
import io.millrace.stream.topic.Manifest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a training log holds beside lessons, up to a place: its settings one after the other, and
 * the commands. Follows from the log alone; a snapshot's manifest carries it. One thread's.
 */
final class LogHistory {
  private static final int TOLD = 8;

  private final List<LogEntry> entries = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();
  private final Set<Long> featureSets = new HashSet<>();
  private Configured inForce;

  /** Of a log of which nothing was read. */
  LogHistory() {}

  /** Up to a snapshot's version. */
  LogHistory(Manifest manifest) {
    this(manifest.entries(), manifest.configured());
  }

  private LogHistory(List<LogEntry> entries, Configured inForce) {
    entries.forEach(this::add);
    this.inForce = inForce;
  }

  LogHistory copy() {
    return new LogHistory(entries, inForce);
  }

  /**
   * Notes a record of the log; lessons are no news.
   *
   * @return whether it says something new that holds from here on
   */
  boolean note(LogRecord record, long offset) {
    if (record instanceof Configured first) {
      inForce = first;
      add(new LogEntry(offset, first.id(), LogEntry.CONFIGURE, "", 0, "", "", first.featureSet()));
      return true;
    }
    if (!(record instanceof Commanded commanded) || knows(commanded.command().id())) return false;
    add(entry(commanded, offset));
    if (!commanded.refusal().isEmpty()) return false;
    if (commanded.command().action() instanceof Command.Configure to) inForce = to.settings();
    return true;
  }

  private LogEntry entry(Commanded commanded, long offset) {
    Command command = commanded.command();
    Configured to = command.action() instanceof Command.Configure c ? c.settings() : null;
    return new LogEntry(
        offset,
        command.id(),
        command.action().kind(),
        to == null ? command.action().said() : changes(to),
        command.issued(),
        command.by(),
        commanded.refusal(),
        to == null ? 0 : to.featureSet());
  }

  private String changes(Configured to) {
    if (inForce == null) return "";
    List<Difference> all = Pipeline.differences(to.settings(), inForce.settings());
    String more = all.size() > TOLD ? ", and " + (all.size() - TOLD) + " more" : "";
    return all.stream()
            .limit(TOLD)
            .map(d -> d.key() + ": " + d.theirs() + " -> " + d.ours())
            .collect(Collectors.joining(", "))
        + more;
  }

  private void add(LogEntry entry) {
    entries.add(entry);
    ids.add(entry.id());
    if (entry.configures()) featureSets.add(entry.featureSet());
  }

  /** Whether a command is in the log already. */
  boolean knows(String id) {
    return ids.contains(id);
  }

  /**
   * Whether lessons of this feature set belong here. All settings that one log ever had make the
   * same values, or they would not have been let in.
   */
  boolean hasFeatureSet(long fingerprint) {
    return featureSets.contains(fingerprint);
  }

  /** The settings in force; empty before the log's first record. */
  Optional<Configured> inForce() {
    return Optional.ofNullable(inForce);
  }

  /** In the order of the log. */
  List<LogEntry> entries() {
    return List.copyOf(entries);
  }

  /** Where the settings in force are; -1 before the first. */
  long inForceSince() {
    for (int i = entries.size() - 1; i >= 0; i--) {
      if (entries.get(i).configures()) return entries.get(i).offset();
    }
    return -1;
  }
}
