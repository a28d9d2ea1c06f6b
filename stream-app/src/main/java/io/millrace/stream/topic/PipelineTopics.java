package io.millrace.stream.topic;

import static io.millrace.stream.topic.TopicSetting.any;
import static io.millrace.stream.topic.TopicSetting.atLeast;
import static io.millrace.stream.topic.TopicSetting.same;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_COMPACT;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_DELETE;
import static org.apache.kafka.common.config.TopicConfig.MAX_MESSAGE_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.RETENTION_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.RETENTION_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.SEGMENT_BYTES_CONFIG;

import io.millrace.model.event.LabelFact;
import io.millrace.model.feature.EntitySpec;
import io.millrace.model.pipeline.Pipeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Every topic of a pipeline: its name, what is in it, and how it must be set. The users' topics
 * have the names of the pipeline file; the others start with the pipeline's name, and those that a
 * new generation builds anew with its number too.
 *
 * <p>Records that time deletes are stamped by the broker when they arrive ({@code LogAppendTime})
 * and carry event time in their value: events of 2018, or of next year, are kept as long as others.
 */
public final class PipelineTopics {
  /** What Kafka and the headers of a dead letter add to a record, at most. */
  public static final int OVERHEAD_BYTES = 64 * 1024;

  /** Header of a label that counts only when the label clock reaches the time it is known at. */
  public static final String HOLD_HEADER = "millrace-hold";

  /** The largest message of an input topic that Millrace creates. */
  public static final int INPUT_BYTES = 16 * 1024 * 1024;

  private static final int SNAPSHOT_SEGMENT_BYTES = 64 * 1024 * 1024;
  private static final String LOG_APPEND_TIME = "LogAppendTime";
  private static final long FOREVER = -1;

  private final Pipeline pipeline;
  private final String generation;
  private final List<String> entities;

  public PipelineTopics(Pipeline pipeline) {
    this.pipeline = pipeline;
    generation = pipeline.name() + "-g" + pipeline.generation();
    entities = entityNames(pipeline.features().entities());
  }

  public Pipeline pipeline() {
    return pipeline;
  }

  /** Application id of the half that scores. */
  public String scoringApplication() {
    return generation + "-scoring";
  }

  /** Application id of the half that joins labels and teaches. */
  public String learningApplication() {
    return generation + "-learning";
  }

  /** Transactional id under which the log's first record is written. */
  public String configureTransaction() {
    return generation + "-configure";
  }

  /** Application ids of any generation of the pipeline, the half that scores first. */
  public List<String> applications(int ofGeneration) {
    String name = pipeline.name() + "-g" + ofGeneration;
    return List.of(name + "-scoring", name + "-learning");
  }

  /** Transactional id under which the first generation takes the sources. */
  public String servingTransaction() {
    return pipeline.name() + "-serving";
  }

  /** Transactional id under which commands are written into the log. */
  public String commandTransaction() {
    return generation + "-commands";
  }

  /** Transactional id under which an instance writes snapshots. */
  public String snapshotTransaction(String instance) {
    return generation + "-snapshot-" + instance;
  }

  /**
   * The name of an entity as topics, stores and nodes have it: that of the pipeline file with every
   * character that Kafka takes in no name replaced by a dot.
   */
  public String entityName(int entity) {
    return entities.get(entity);
  }

  /** The user's events, as they come. */
  public Topic<byte[], byte[]> events() {
    return new Topic<>(pipeline.events().topic(), Codecs.BYTES, Codecs.BYTES);
  }

  /** The user's labels, as they come. */
  public Topic<byte[], byte[]> labels() {
    return new Topic<>(pipeline.labels().topic(), Codecs.BYTES, Codecs.BYTES);
  }

  /** Every score as JSON, keyed by event id. */
  public Topic<String, byte[]> scores() {
    return new Topic<>(pipeline.output().scores(), Codecs.TEXT, Codecs.BYTES);
  }

  /** The scores that are alerts, as JSON, keyed by event id. */
  public Topic<String, byte[]> alerts() {
    return new Topic<>(pipeline.output().alerts(), Codecs.TEXT, Codecs.BYTES);
  }

  /** Records that could not be read, as they came. */
  public Topic<byte[], byte[]> dlq() {
    return new Topic<>(pipeline.name() + "-dlq", Codecs.BYTES, Codecs.BYTES);
  }

  /** What became of every event and label, keyed by event id. */
  public Topic<String, OutcomeEntry> outcomes() {
    return new Topic<>(pipeline.name() + "-outcomes", Codecs.TEXT, Codecs.OUTCOME);
  }

  /** What operators want, keyed by command id; one partition, of all generations. */
  public Topic<String, Command> commands() {
    return new Topic<>(pipeline.name() + "-commands", Codecs.TEXT, Codecs.COMMAND);
  }

  /** How far each instance's replica has learnt, keyed by instance. */
  public Topic<String, InstanceReport> replicas() {
    return new Topic<>(pipeline.name() + "-replicas", Codecs.TEXT, Codecs.INSTANCE_REPORT);
  }

  /** The feature log, keyed by event id. */
  public Topic<String, ScoredRecord> featureLog() {
    return new Topic<>(generation + "-features", Codecs.TEXT, Codecs.SCORED);
  }

  /** The training log, keyed by event id; one partition. */
  public Topic<String, LogRecord> trainingLog() {
    return new Topic<>(generation + "-training-log", Codecs.TEXT, Codecs.LOG_RECORD);
  }

  /** Chunks and manifests of the replicas' state; one partition. */
  public Topic<SnapshotPart, byte[]> snapshots() {
    return new Topic<>(generation + "-snapshots", Codecs.SNAPSHOT_PART, Codecs.BYTES);
  }

  /** What labels say of one entity, keyed by its key; to the partition that saw its event. */
  public Topic<String, LabelFact> feedback(int entity) {
    return new Topic<>(
        generation + "-feedback-" + entityName(entity), Codecs.TEXT, Codecs.labelFact(entity));
  }

  /** Ticks of the label clock, epoch milliseconds; each is sent to every partition. No key. */
  public Topic<String, Long> clock() {
    return new Topic<>(generation + "-clock", Codecs.TEXT, Codecs.TICK);
  }

  /**
   * The repartition before the stage of an entity; the name is its part after the application id.
   */
  public Topic<String, EnrichedEvent> byEntity(int entity) {
    return new Topic<>("by-" + entityName(entity), Codecs.TEXT, Codecs.ENRICHED_EVENT);
  }

  /** The repartition before the label join; the name is its part after the application id. */
  public Topic<String, ArrivedLabel> labelsByEvent() {
    return new Topic<>("labels-by-event", Codecs.TEXT, Codecs.LABEL);
  }

  /** Places of the entities whose histories keep what labels say. */
  public List<Integer> entitiesWithLabels() {
    List<EntitySpec> specs = pipeline.features().entities();
    return IntStream.range(0, specs.size())
        .filter(i -> specs.get(i).tracksLabels())
        .boxed()
        .toList();
  }

  /** Names of the topics an event passes until it is scored, in order. */
  public List<String> eventPath() {
    List<String> path = new ArrayList<>();
    path.add(events().name());
    // A topic keyed by the first entity is read where that entity's histories are.
    int first = pipeline.events().keyedBy() == null ? 0 : 1;
    for (int i = first; i < entities.size(); i++) {
      path.add(repartition(scoringApplication(), byEntity(i)));
    }
    return path;
  }

  /** Names of the topics a label passes until it is joined, in order. */
  public List<String> labelPath() {
    return List.of(labels().name(), repartition(learningApplication(), labelsByEvent()));
  }

  /** Names of the topics that tell the entities' histories of labels. */
  public List<String> feedbackPath() {
    return entitiesWithLabels().stream().map(entity -> feedback(entity).name()).toList();
  }

  private static String repartition(String application, Topic<?, ?> topic) {
    return application + "-" + topic.name() + "-repartition";
  }

  /** The topics the pipeline reads. Where they exist, their settings are the user's. */
  public List<TopicSpec> inputs() {
    boolean keyed = pipeline.events().keyedBy() != null;
    return List.of(input(events().name(), keyed), input(labels().name(), false));
  }

  /**
   * The topics the pipeline writes for others. Of those that exist, only the bound on timestamps is
   * checked.
   *
   * @param messageBytes the largest message that an input topic takes
   */
  public List<TopicSpec> outputs(Keeping keeping, int messageBytes) {
    return List.of(
        output(scores().name(), keeping, messageBytes),
        output(alerts().name(), keeping, messageBytes));
  }

  /**
   * The pipeline's own topics, except those that Streams makes.
   *
   * @param messageBytes the largest message that an input topic takes
   */
  public List<TopicSpec> own(Keeping keeping, int messageBytes) {
    int large = messageBytes + OVERHEAD_BYTES;
    List<TopicSpec> own = new ArrayList<>();
    own.add(stamped(dlq().name(), keeping.others(), atLeast(MAX_MESSAGE_BYTES_CONFIG, large)));
    own.add(stamped(outcomes().name(), keeping.others(), messageBytes(large)));
    own.add(stamped(featureLog().name(), keeping.audit(), messageBytes(large)));
    own.add(stamped(clock().name(), keeping.others()));
    for (int entity : entitiesWithLabels()) {
      own.add(stamped(feedback(entity).name(), keeping.others(), messageBytes(large)));
    }
    own.add(
        single(
            trainingLog().name(),
            same(CLEANUP_POLICY_CONFIG, CLEANUP_POLICY_DELETE),
            same(RETENTION_MS_CONFIG, FOREVER),
            same(RETENTION_BYTES_CONFIG, FOREVER),
            messageBytes(large)));
    own.add(
        single(
            snapshots().name(),
            same(CLEANUP_POLICY_CONFIG, CLEANUP_POLICY_COMPACT),
            // Compaction leaves the newest segment alone; Kafka's default is a gigabyte.
            any(SEGMENT_BYTES_CONFIG, SNAPSHOT_SEGMENT_BYTES)));
    own.add(
        single(
            commands().name(),
            same(CLEANUP_POLICY_CONFIG, CLEANUP_POLICY_DELETE),
            same(RETENTION_MS_CONFIG, FOREVER),
            same(RETENTION_BYTES_CONFIG, FOREVER),
            messageBytes(large)));
    own.add(single(replicas().name(), same(CLEANUP_POLICY_CONFIG, CLEANUP_POLICY_COMPACT)));
    return own;
  }

  /**
   * Settings of the topics that Streams makes (repartitions, changelogs), as settings of a Streams
   * application.
   *
   * @param messageBytes the largest message that an input topic takes
   */
  public static Map<String, Object> internalTopicSettings(int messageBytes) {
    return Map.of(
        StreamsConfig.topicPrefix(MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG),
        Long.toString(Long.MAX_VALUE),
        StreamsConfig.topicPrefix(MAX_MESSAGE_BYTES_CONFIG),
        Integer.toString(messageBytes + OVERHEAD_BYTES));
  }

  private TopicSpec input(String name, boolean keyed) {
    return new TopicSpec(
        name,
        pipeline.partitions(),
        keyed,
        List.of(
            any(CLEANUP_POLICY_CONFIG, CLEANUP_POLICY_DELETE),
            any(RETENTION_MS_CONFIG, FOREVER),
            any(MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, Long.MAX_VALUE),
            any(MAX_MESSAGE_BYTES_CONFIG, INPUT_BYTES)));
  }

  private TopicSpec output(String name, Keeping keeping, int messageBytes) {
    return new TopicSpec(
        name,
        pipeline.partitions(),
        false,
        List.of(
            any(CLEANUP_POLICY_CONFIG, CLEANUP_POLICY_DELETE),
            any(RETENTION_MS_CONFIG, keeping.others().toMillis()),
            any(MESSAGE_TIMESTAMP_TYPE_CONFIG, LOG_APPEND_TIME),
            any(MAX_MESSAGE_BYTES_CONFIG, messageBytes + OVERHEAD_BYTES),
            same(MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, Long.MAX_VALUE)));
  }

  /** A partitioned topic whose records are deleted some time after they arrived. */
  private TopicSpec stamped(String name, Duration keep, TopicSetting... more) {
    List<TopicSetting> settings = new ArrayList<>(List.of(more));
    settings.add(same(CLEANUP_POLICY_CONFIG, CLEANUP_POLICY_DELETE));
    settings.add(same(MESSAGE_TIMESTAMP_TYPE_CONFIG, LOG_APPEND_TIME));
    settings.add(same(MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, Long.MAX_VALUE));
    settings.add(atLeast(RETENTION_MS_CONFIG, keep.toMillis()));
    return new TopicSpec(name, pipeline.partitions(), true, settings);
  }

  private static TopicSpec single(String name, TopicSetting... more) {
    List<TopicSetting> settings = new ArrayList<>(List.of(more));
    settings.add(same(MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, Long.MAX_VALUE));
    return new TopicSpec(name, 1, true, settings);
  }

  private static TopicSetting messageBytes(int large) {
    return atLeast(MAX_MESSAGE_BYTES_CONFIG, large);
  }

  private static List<String> entityNames(List<EntitySpec> specs) {
    Set<String> names = new LinkedHashSet<>();
    for (EntitySpec spec : specs) {
      String name = spec.name().replaceAll("[^a-zA-Z0-9_-]", ".");
      // Two names that differ in replaced characters only: the later one gets its place.
      if (!names.add(name)) names.add(name + "." + names.size());
    }
    return List.copyOf(names);
  }
}
