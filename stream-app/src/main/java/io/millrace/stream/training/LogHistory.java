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
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a training log holds beside lessons, up to a place: its settings one after the other, and
 * the commands. Follows from the log alone; a snapshot's manifest carries it. One thread's.
 *
 * <p>Bounded: of settings that were put in force the newest {@value #SETTINGS} are kept, of other
 * commands the newest {@value #COMMANDS}, with their ids. Of older ones is known how many they are,
 * their feature sets, and up to which place of the commands topic all are in the log. The settings
 * in force are always among those kept.
 */
final class LogHistory {
  static final int SETTINGS = 200;
  static final int COMMANDS = 1_000;
  private static final int TOLD = 8;

  /** Characters of each text of an entry, so that all together fit in a record of a megabyte. */
  private static final int TEXT = 200;

  private final List<LogEntry> entries = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();
  private final Set<Long> featureSets = new HashSet<>();
  private final Set<Long> olderFeatureSets = new TreeSet<>();
  private Configured inForce;
  private int settings;
  private long older;
  private long commandsUntil = Commanded.NO_PLACE;

  /** Of a log of which nothing was read. */
  LogHistory() {}

  /** Up to a snapshot's version. */
  LogHistory(Manifest manifest) {
    this(manifest.entries(), manifest.configured(), manifest.older());
  }

  private LogHistory(List<LogEntry> entries, Configured inForce, Manifest.Older past) {
    older = past.entries();
    olderFeatureSets.addAll(past.featureSets());
    commandsUntil = past.commandsUntil();
    entries.forEach(this::add);
    this.inForce = inForce;
  }

  LogHistory copy() {
    return new LogHistory(entries, inForce, older());
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
    if (commanded.place() != Commanded.NO_PLACE) commandsUntil = commanded.place();
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
    if (entry.configures()) {
      settings++;
      featureSets.add(entry.featureSet());
    }
    // Without its place in the commands topic a command is known to be in the log by its id alone.
    if (commandsUntil != Commanded.NO_PLACE) forgetOldest();
  }

  private void forgetOldest() {
    while (settings > SETTINGS) forget(true);
    while (entries.size() - settings > COMMANDS) forget(false);
  }

  private void forget(boolean configures) {
    for (int i = 0; ; i++) {
      LogEntry entry = entries.get(i);
      if (entry.configures() != configures) continue;
      entries.remove(i);
      ids.remove(entry.id());
      older++;
      if (configures) {
        settings--;
        olderFeatureSets.add(entry.featureSet());
      }
      return;
    }
  }

  /** Whether one of the commands that are kept has this id. */
  boolean knows(String id) {
    return ids.contains(id);
  }

  /** Whether there were more settings than are kept. */
  boolean forgotSettings() {
    return older > 0 && settings == SETTINGS;
  }

  /** What is kept of the entries that are no longer among {@link #entries}. */
  Manifest.Older older() {
    return new Manifest.Older(older, List.copyOf(olderFeatureSets), commandsUntil);
  }

  /**
   * Whether lessons of this feature set belong here. All settings that one log ever had make the
   * same values, or they would not have been let in.
   */
  boolean hasFeatureSet(long fingerprint) {
    return featureSets.contains(fingerprint) || olderFeatureSets.contains(fingerprint);
  }

  /** The settings in force; empty before the log's first record. */
  Optional<Configured> inForce() {
    return Optional.ofNullable(inForce);
  }

  /** In the order of the log; of many the newest. */
  List<LogEntry> entries() {
    return List.copyOf(entries);
  }

  /** The same with long texts cut, as a manifest has them. */
  List<LogEntry> shortEntries() {
    return entries.stream().map(LogHistory::shortened).toList();
  }

  private static LogEntry shortened(LogEntry entry) {
    return new LogEntry(
        entry.offset(),
        entry.id(),
        entry.kind(),
        shortened(entry.said()),
        entry.issued(),
        shortened(entry.by()),
        shortened(entry.refusal()),
        entry.featureSet());
  }

  private static String shortened(String text) {
    return text.length() <= TEXT ? text : text.substring(0, TEXT) + "...";
  }

  /** Where the settings in force are; -1 before the first. */
  long inForceSince() {
    for (int i = entries.size() - 1; i >= 0; i--) {
      if (entries.get(i).configures()) return entries.get(i).offset();
    }
    return -1;
  }
}
