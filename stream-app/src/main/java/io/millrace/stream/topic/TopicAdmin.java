package io.millrace.stream.topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the topics of a pipeline that are missing and checks those that exist, those that Streams
 * made in an earlier run too. Changes no topic that exists. Several instances may do so at once.
 */
public final class TopicAdmin {
  private static final Logger LOG = LoggerFactory.getLogger(TopicAdmin.class);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private final Admin admin;
  private final Duration patience;

  /**
   * @param patience how long new topics may take to get their leaders
   */
  public TopicAdmin(Admin admin, Duration patience) {
    this.admin = admin;
    this.patience = patience;
  }

  /**
   * Creates what is missing, checks what exists, and returns when every partition has a leader: a
   * Streams application that starts before fails for missing source topics.
   *
   * @throws TopicsRefusedException when a topic exists and is not as it must be
   */
  public PreparedTopics prepare(LogTopics topics, Keeping keeping) {
    List<TopicSpec> inputs = topics.inputs().stream().map(Input::spec).toList();
    create(inputs);
    int messageBytes = messageBytes(inputs);
    List<TopicSpec> written =
        Stream.concat(
                topics.own(keeping, messageBytes).stream(),
                topics.outputs(keeping, messageBytes).stream())
            .toList();
    create(written);
    List<TopicSpec> all = Stream.concat(inputs.stream(), written.stream()).toList();
    Map<String, TopicDescription> found = awaitLeaders(names(all));
    Map<String, Integer> partitions =
        found.values().stream()
            .collect(Collectors.toMap(TopicDescription::name, d -> d.partitions().size()));
    List<TopicSpec> checked = new ArrayList<>(all);
    checked.addAll(existing(topics.internal(messageBytes), found));
    Map<String, Map<String, String>> settings = settings(names(checked));
    check(checked, found, settings);
    List<String> warnings =
        topics.inputs().stream()
            .flatMap(input -> input.warnings(settings.get(input.spec().name())).stream())
            .toList();
    warnings.forEach(LOG::warn);
    return new PreparedTopics(
        found.get(topics.trainingLog().name()).topicId().toString(),
        partitions,
        messageBytes,
        warnings);
  }

  /** The id of a topic that exists, e.g. that of a training log. */
  public String topicId(String name) {
    return describe(name)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "topic " + name + " does not exist, expected that `millrace run` made it"))
        .topicId()
        .toString();
  }

  /** The settings in force of a topic that exists, by Kafka's names. */
  public Map<String, String> settings(String name) {
    return settings(List.of(name)).get(name);
  }

  /**
   * A topic of its own that keeps records for longer than these settings ask for, and for how long,
   * in words; empty if none does.
   */
  public Optional<String> keptLonger(LogTopics topics, Keeping keeping) {
    List<TopicSpec> own = topics.own(keeping, LogTopics.INPUT_BYTES);
    Map<String, Map<String, String>> found = settings(names(own));
    for (TopicSpec spec : own) {
      String asked = spec.created().get(TopicConfig.RETENTION_MS_CONFIG);
      if (asked == null || Long.parseLong(asked) < 0) continue;
      long kept = Long.parseLong(found.get(spec.name()).get(TopicConfig.RETENTION_MS_CONFIG));
      if (kept < 0 || kept > Long.parseLong(asked)) {
        return Optional.of(
            spec.name() + " has retention.ms = " + kept + ", where " + asked + " is asked for");
      }
    }
    return Optional.empty();
  }

  private void create(List<TopicSpec> specs) {
    List<NewTopic> missing = new ArrayList<>();
    for (TopicSpec spec : specs) {
      if (describe(spec.name()).isPresent()) continue;
      missing.add(
          new NewTopic(spec.name(), Optional.of(spec.partitions()), Optional.empty())
              .configs(spec.created()));
    }
    admin.createTopics(missing).values().forEach(TopicAdmin::created);
    if (!missing.isEmpty()) awaitLeaders(missing.stream().map(NewTopic::name).toList());
  }

  private static void created(String name, KafkaFuture<Void> creation) {
    try {
      get(creation, "creating topic " + name);
      LOG.info("created topic {}", name);
    } catch (TopicExistsException another) {
      LOG.debug("topic {} was created by another instance", name);
    }
  }

  /** What is above the limit is refused with whatever else is wrong. */
  private int messageBytes(List<TopicSpec> inputs) {
    return settings(names(inputs)).values().stream()
        .mapToInt(found -> Integer.parseInt(found.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG)))
        .map(found -> Math.min(found, LogTopics.MOST_INPUT_BYTES))
        .max()
        .orElseThrow();
  }

  private void check(
      List<TopicSpec> specs,
      Map<String, TopicDescription> found,
      Map<String, Map<String, String>> settings) {
    List<String> problems = new ArrayList<>();
    for (TopicSpec spec : specs) {
      int partitions = found.get(spec.name()).partitions().size();
      problems.addAll(TopicChecks.problems(spec, partitions, settings.get(spec.name())));
    }
    if (!problems.isEmpty()) throw new TopicsRefusedException(problems);
  }

  /** What Streams made in an earlier run; what is missing it makes itself. */
  private List<TopicSpec> existing(
      List<TopicSpec> internal, Map<String, TopicDescription> descriptions) {
    List<TopicSpec> existing = new ArrayList<>();
    for (TopicSpec spec : internal) {
      describe(spec.name())
          .ifPresent(
              description -> {
                existing.add(spec);
                descriptions.put(spec.name(), description);
              });
    }
    return existing;
  }

  private Map<String, TopicDescription> awaitLeaders(List<String> names) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      Map<String, TopicDescription> found = new HashMap<>();
      for (String name : names) {
        describe(name).filter(TopicAdmin::led).ifPresent(d -> found.put(name, d));
      }
      if (found.size() == names.size()) return found;
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "topics "
                + names.stream().filter(name -> !found.containsKey(name)).toList()
                + " have no leader for every partition after "
                + patience.toSeconds()
                + " s, expected one; are all brokers up?");
      }
      pause();
    }
  }

  private static boolean led(TopicDescription topic) {
    return topic.partitions().stream()
        .map(TopicPartitionInfo::leader)
        .allMatch(leader -> leader != null && !leader.isEmpty());
  }

  private Optional<TopicDescription> describe(String name) {
    try {
      return Optional.of(
          get(
              admin.describeTopics(List.of(name)).topicNameValues().get(name),
              "describing topic " + name));
    } catch (UnknownTopicOrPartitionException missing) {
      return Optional.empty();
    }
  }

  private Map<String, Map<String, String>> settings(List<String> names) {
    List<ConfigResource> resources =
        names.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
    Map<String, Map<String, String>> settings = new HashMap<>();
    get(admin.describeConfigs(resources).all(), "reading the settings of topics " + names)
        .forEach((resource, config) -> settings.put(resource.name(), values(config)));
    return settings;
  }

  private static Map<String, String> values(Config config) {
    Map<String, String> values = new HashMap<>();
    config.entries().forEach(entry -> values.put(entry.name(), entry.value()));
    return values;
  }

  private static List<String> names(Collection<TopicSpec> specs) {
    return specs.stream().map(TopicSpec::name).toList();
  }

  private static <T> T get(KafkaFuture<T> future, String doing) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException exists) throw exists;
      if (e.getCause() instanceof UnknownTopicOrPartitionException unknown) throw unknown;
      throw new IllegalStateException(doing + " failed: " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(doing + " was interrupted", e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(BETWEEN_LOOKS.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while topics got their leaders", e);
    }
  }
}
