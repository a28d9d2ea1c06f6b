package io.millrace.stream.training;

import io.millrace.stream.topic.Command;
import io.millrace.stream.topic.Command.Switch;
import io.millrace.stream.topic.LogTopics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;

/**
 * The switch from the generation that tells the scores to another one.
 *
 * <p>Both stand still while it is made. Then what their groups have committed is final: a member
 * that was cut off can no longer commit, and what it wrote after its last commit is aborted. The
 * switch is, of each source partition, the greater of the two. What the old one has read, it tells,
 * from its repartition topics too once it is started again; what it has not, it never tells. The
 * new one has told nothing, and tells what lies from there on.
 */
public final class Switching implements AutoCloseable {
  private static final Set<GroupState> STILL = Set.of(GroupState.EMPTY, GroupState.DEAD);

  private final Map<String, Object> client;
  private final LogTopics topics;
  private final Admin admin;
  private final Commits commits;

  /**
   * What of a switch is known before the generation that it goes to is built.
   *
   * @param serving the generation that tells the scores, 0 if none ever did
   * @param next the one that is to tell them
   * @param unlike applications of the serving one, if it is of another kind than the pipeline file
   * @param elsewhere where the serving one reads its events, if that is not where the next one does
   */
  public record Prospect(int serving, int next, List<String> unlike, List<String> elsewhere) {
    /** Why it is refused, however far the next one is built; empty if it is not for good. */
    public Optional<String> refusal() {
      if (serving == 0) {
        return Optional.of("no generation has ever run, expected one: `millrace run` starts it");
      }
      if (serving == next) {
        return Optional.of("generation " + next + " tells the scores already");
      }
      if (!unlike.isEmpty()) {
        return Optional.of(
            "generation "
                + serving
                + " runs as "
                + unlike
                + " and generation "
                + next
                + " is of another kind, expected the same: one answers what the other does not;"
                + " give the new file a pipeline name of its own");
      }
      if (elsewhere.isEmpty()) return Optional.empty();
      return Optional.of(
          "generation "
              + serving
              + " reads "
              + elsewhere
              + " and generation "
              + next
              + " does not, expected the same topic of events: what is left in the old one would"
              + " get no score; give the new file a pipeline name of its own, and stop the old"
              + " pipeline when its topic has no more");
    }
  }

  /**
   * How far the generations are.
   *
   * @param prospect which they are, and what refuses a switch between them for good
   * @param servingBehind events that the serving one has not read
   * @param nextBehind events that the next one has not read
   * @param nextUnlearnt records on the next one's way from the events that it has read to its
   *     training log, labels among them
   * @param events offsets that the topic of the events has had
   * @param lost applications of both that have worked, and of which the broker has no commits
   * @param running groups of both that have members
   * @param places of a switch now
   */
  public record Standing(
      Prospect prospect,
      long servingBehind,
      long nextBehind,
      long nextUnlearnt,
      long events,
      List<String> lost,
      List<String> running,
      Map<TopicPartition, Long> places) {
    /** The generation that tells the scores. */
    public int serving() {
      return prospect.serving();
    }

    /** The one of the pipeline file. */
    public int next() {
      return prospect.next();
    }

    /** Why it cannot be switched now; empty if it can. */
    public Optional<String> refusal(long mostBehind) {
      Optional<String> forGood = prospect.refusal();
      if (forGood.isPresent()) return forGood;
      if (!lost.isEmpty()) {
        return Optional.of(
            lost
                + " have worked before and have no committed offsets, expected some: from where on"
                + " the other generation is to answer follows from them. Start the generation that"
                + " lacks them: it stays unready and says how to set them");
      }
      if (nextBehind - servingBehind > mostBehind) {
        return Optional.of(
            "generation "
                + next()
                + " is "
                + nextBehind
                + " events behind, expected at most "
                + mostBehind
                + " more than generation "
                + serving()
                + ": let it run until it has read them");
      }
      if (nextUnlearnt > mostBehind) {
        return Optional.of(
            "generation "
                + next()
                + " has "
                + nextUnlearnt
                + " records before it that it has not learnt from yet, labels and features,"
                + " expected at most "
                + mostBehind
                + ": let it run until its model is that of now");
      }
      if (!running.isEmpty()) {
        return Optional.of(
            running
                + " have members, expected none: stop all instances of both generations, then"
                + " switch, then start them again");
      }
      return Optional.empty();
    }
  }

  /**
   * @param topics of the generation that is to tell the scores
   */
  public Switching(Map<String, Object> client, LogTopics topics) {
    this.client = Map.copyOf(client);
    this.topics = topics;
    admin = Admin.create(this.client);
    commits = new Commits(admin, topics);
  }

  /**
   * What is known now of a switch to a generation, of which nothing need be built yet, that reads
   * the topics of the pipeline file. Where the one that serves reads is what its group has read:
   * the settings in its log do not say it, since a topic changes by a restart.
   */
  public Prospect prospect(int next) {
    int serving = Generations.read(client, topics).serving();
    if (serving == 0) return new Prospect(serving, next, List.of(), List.of());
    return new Prospect(serving, next, unlike(serving), elsewhere(serving));
  }

  /** How far both are now. */
  public Standing standing() {
    int next = topics.pipeline().generation();
    Prospect prospect = prospect(next);
    int serving = prospect.serving();
    List<String> groups = new ArrayList<>(topics.applications(next));
    if (serving != next) groups.addAll(topics.applications(serving));
    Map<TopicPartition, Long> ends =
        commits.ends(topics.inputs().stream().map(input -> input.spec().name()).toList());
    Map<TopicPartition, Long> ours = commits.of(next);
    Map<TopicPartition, Long> theirs = commits.of(serving);
    Map<TopicPartition, Long> places = new HashMap<>();
    ends.keySet()
        .forEach(
            p -> places.put(p, Math.max(ours.getOrDefault(p, 0L), theirs.getOrDefault(p, 0L))));
    return new Standing(
        prospect,
        behind(arrivals(ends), theirs),
        behind(arrivals(ends), ours),
        behind(beyondArrivals(ends), ours),
        arrivals(ends).values().stream().mapToLong(Long::longValue).sum(),
        lost(serving, next),
        running(groups),
        places);
  }

  private List<String> lost(int serving, int next) {
    List<String> lost = new ArrayList<>(commits.lost(next));
    if (serving != next && serving != 0) lost.addAll(commits.lost(serving));
    return lost;
  }

  private static long behind(Map<TopicPartition, Long> ends, Map<TopicPartition, Long> committed) {
    return ends.entrySet().stream()
        .mapToLong(end -> end.getValue() - committed.getOrDefault(end.getKey(), 0L))
        .sum();
  }

  private Map<TopicPartition, Long> arrivals(Map<TopicPartition, Long> ends) {
    Map<TopicPartition, Long> arrivals = new HashMap<>(ends);
    arrivals.keySet().removeIf(partition -> !partition.topic().equals(arrivals()));
    return arrivals;
  }

  private Map<TopicPartition, Long> beyondArrivals(Map<TopicPartition, Long> ends) {
    Map<TopicPartition, Long> beyond = new HashMap<>(ends);
    beyond.keySet().removeIf(partition -> partition.topic().equals(arrivals()));
    beyond.putAll(commits.ends(topics.hops()));
    return beyond;
  }

  /** The topic of what is answered: its events, or its activity. */
  private String arrivals() {
    return topics.inputs().get(0).spec().name();
  }

  /** A kind is told by its applications: those that are there are all of one. */
  private List<String> unlike(int serving) {
    List<String> ours = topics.applications(serving);
    String prefix = topics.pipeline().name() + "-g" + serving + "-";
    List<String> found =
        groups().stream()
            .map(GroupListing::groupId)
            .filter(group -> group.startsWith(prefix))
            .sorted()
            .toList();
    return found.stream().anyMatch(ours::contains) ? List.of() : found;
  }

  /** A pipeline that was moved from one topic to another before may have read both. */
  private List<String> elsewhere(int serving) {
    Set<String> sources = new TreeSet<>();
    // The application that reads the events is the first.
    commits
        .of(topics.applications(serving).get(0))
        .keySet()
        .forEach(partition -> sources.add(partition.topic()));
    String own = topics.pipeline().name() + "-g" + serving + "-";
    sources.removeIf(topic -> topic.startsWith(own));
    return sources.contains(arrivals()) ? List.of() : List.copyOf(sources);
  }

  /**
   * Makes the switch.
   *
   * @throws IllegalStateException if an instance was started meanwhile: start none and try again
   */
  public void carryOut(Standing standing) throws InterruptedException {
    requireSame(standing);
    new Commands(client, topics)
        .send(
            new Command(
                UUID.randomUUID().toString(),
                Command.ALL_GENERATIONS,
                System.currentTimeMillis(),
                System.getProperty("user.name", ""),
                new Switch(standing.serving(), standing.next(), standing.places())));
    List<String> groups = new ArrayList<>(topics.applications(standing.next()));
    groups.addAll(topics.applications(standing.serving()));
    List<String> started = running(groups);
    if (started.isEmpty()) return;
    throw new IllegalStateException(
        started
            + " got members while the switch was made, expected none: it is made, but they may not"
            + " know it; stop them and start them again at once");
  }

  private void requireSame(Standing planned) {
    Standing now = standing();
    if (now.running().isEmpty() && now.places().equals(planned.places())) return;
    throw new IllegalStateException(
        "instances ran while the switch was prepared, expected both generations to stand still:"
            + " stop them and try again");
  }

  /** Those that have members, of whatever protocol; one whose state is not told counts as such. */
  private List<String> running(List<String> groups) {
    return groups().stream()
        .filter(group -> groups.contains(group.groupId()))
        .filter(group -> !group.groupState().map(STILL::contains).orElse(false))
        .map(GroupListing::groupId)
        .sorted()
        .toList();
  }

  private Collection<GroupListing> groups() {
    try {
      return admin.listGroups().all().get();
    } catch (ExecutionException e) {
      throw Commits.failed("groups", e);
    } catch (InterruptedException e) {
      throw Commits.interrupted(e);
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
