package io.millrace.stream.topic;

import static io.millrace.stream.topic.TopicSetting.any;
import static io.millrace.stream.topic.TopicSetting.atLeast;
import static io.millrace.stream.topic.TopicSetting.atMost;
import static io.millrace.stream.topic.TopicSetting.same;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_COMPACT;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_DELETE;
import static org.apache.kafka.common.config.TopicConfig.DELETE_RETENTION_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MAX_MESSAGE_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.RETENTION_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.RETENTION_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.SEGMENT_BYTES_CONFIG;

import io.millrace.model.pipeline.AnyPipeline;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.pipeline.RecommendPipeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Every topic of a pipeline: its name, what is in it, and how it must be set. The users' topics
 * have the names of the pipeline file; the others start with the pipeline's name, and those that a
 * new generation builds anew with its number too. Here are those of every kind of pipeline: what
 * belongs to its training log.
 *
 * <p>Records that time deletes are stamped by the broker when they arrive ({@code LogAppendTime})
 * and carry event time in their value: events of 2018, or of next year, are kept as long as others.
 */
public abstract class LogTopics {
  /** What Kafka and the headers of a dead letter add to a record, at most. */
  public static final int OVERHEAD_BYTES = 64 * 1024;

  /** Header of a label that counts only when the label clock reaches the time it is known at. */
  public static final String HOLD_HEADER = "millrace-hold";

  /** The largest message of an input topic that Millrace creates. */
  public static final int INPUT_BYTES = 16 * 1024 * 1024;

  /**
   * The largest message that an input topic may take: every producer's buffer is four times that.
   */
  public static final int MOST_INPUT_BYTES = 256 * 1024 * 1024;

  /** No bound on timestamps, milliseconds. */
  static final String ANY_TIME = Long.toString(Long.MAX_VALUE);

  private static final int SNAPSHOT_SEGMENT_BYTES = 64 * 1024 * 1024;

  /** How long a changelog tells of a key that was deleted: Kafka's default, relied on here. */
  public static final Duration DELETES_TOLD = Duration.ofHours(24);

  private static final int INTERNAL_SEGMENT_BYTES = 64 * 1024 * 1024;
  private static final String LOG_APPEND_TIME = "LogAppendTime";
  private static final long FOREVER = -1;

  private final AnyPipeline pipeline;
  private final String generation;

  LogTopics(AnyPipeline pipeline) {
    this.pipeline = pipeline;
    generation = pipeline.name() + "-g" + pipeline.generation();
  }

  /** Those of a pipeline of either kind. */
  public static LogTopics of(AnyPipeline pipeline) {
    return pipeline instanceof Pipeline scoring
        ? new PipelineTopics(scoring)
        : new RecommendTopics((RecommendPipeline) pipeline);
  }

  public AnyPipeline pipeline() {
    return pipeline;
  }

  /** What the names of topics and applications of this generation begin with. */
  final String generation() {
    return generation;
  }

  /** Application ids of any generation of the pipeline. */
  public abstract List<String> applications(int ofGeneration);

  /**
   * Names of the topics of which the group of an application of this generation commits offsets,
   * the users' topic that it answers first.
   *
   * @param application its place among {@link #applications}
   */
  public abstract List<String> reads(int application);

  /** The names of the stores on disk. */
  public abstract List<String> stores();

  /**
   * Names of the topics of this generation that lie between those the pipeline reads and its
   * training log, in the order of the dataflow.
   */
  public abstract List<String> hops();

  /** The topics the pipeline reads. Where they exist, their settings are the user's. */
  public abstract List<Input> inputs();

  /**
   * The topics that Streams makes, repartitions and changelogs, as it makes them. Those of an
   * earlier run must be so, or records and state are lost, or every thread dies.
   *
   * @param messageBytes the largest message that an input topic takes
   */
  public abstract List<TopicSpec> internal(int messageBytes);

  /**
   * The topics the pipeline writes for others. Of those that exist, only the bound on timestamps is
   * checked.
   *
   * @param messageBytes the largest message that an input topic takes
   */
  public abstract List<TopicSpec> outputs(Keeping keeping, int messageBytes);

  /** Names of the topics in which an audit looks for what was told. */
  public abstract List<String> audited();

  /**
   * The pipeline's own topics, except those that Streams makes.
   *
   * @param messageBytes the largest message that an input topic takes
   */
  public abstract List<TopicSpec> own(Keeping keeping, int messageBytes);

  /** Transactional id under which the log's first record is written. */
  public String configureTransaction() {
    return generation + "-configure";
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
   * What every transactional id of this generation begins with; those of Streams begin with their
   * application's id.
   */
  public List<String> transactions() {
    List<String> all = new ArrayList<>(applications(pipeline.generation()));
    all.add(configureTransaction());
    all.add(servingTransaction());
    all.add(commandTransaction());
    all.add(snapshotTransaction(""));
    return all;
  }

  /** Records that could not be read, as they came. */
  public Topic<byte[], byte[]> dlq() {
    return new Topic<>(pipeline.name() + "-dlq", Codecs.BYTES, Codecs.BYTES);
  }

  /** What became of every event and label, keyed by event id. */
  public Topic<String, OutcomeEntry> outcomes() {
    return new Topic<>(pipeline.name() + "-outcomes", Codecs.TEXT, Codecs.OUTCOME);
  }

  /** Episodes of drift as JSON, keyed by kind and subject; one partition. */
  public Topic<String, byte[]> drift() {
    return new Topic<>(pipeline.name() + "-drift", Codecs.TEXT, Codecs.BYTES);
  }

  /** What operators want, keyed by command id; one partition, of all generations. */
  public Topic<String, Command> commands() {
    return new Topic<>(pipeline.name() + "-commands", Codecs.TEXT, Codecs.COMMAND);
  }

  /** How far each instance's replica has learnt, keyed by instance. */
  public Topic<String, InstanceReport> replicas() {
    return new Topic<>(pipeline.name() + "-replicas", Codecs.TEXT, Codecs.INSTANCE_REPORT);
  }

  /** The training log, keyed by event id; one partition. */
  public Topic<String, LogRecord> trainingLog() {
    return new Topic<>(generation + "-training-log", Codecs.TEXT, Codecs.LOG_RECORD);
  }

  /** Chunks and manifests of the replicas' state; one partition. */
  public Topic<SnapshotPart, byte[]> snapshots() {
    return new Topic<>(generation + "-snapshots", Codecs.SNAPSHOT_PART, Codecs.BYTES);
  }

  /**
   * Ticks of the label clock, or of who feeds activity in lockstep, epoch milliseconds; each is
   * sent to every partition. No key.
   */
  public Topic<String, Long> clock() {
    return new Topic<>(generation + "-clock", Codecs.TEXT, Codecs.TICK);
  }

  /**
   * Settings of the topics that Streams makes (repartitions, changelogs), as settings of a Streams
   * application. Compaction leaves the newest segment alone, and Kafka's default is a gigabyte: a
   * store that is rebuilt would read all of that, however little lives in it.
   *
   * @param messageBytes the largest message that an input topic takes
   */
  public static Map<String, Object> internalTopicSettings(int messageBytes) {
    return Map.of(
        StreamsConfig.topicPrefix(MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG),
        ANY_TIME,
        StreamsConfig.topicPrefix(MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG),
        ANY_TIME,
        StreamsConfig.topicPrefix(MAX_MESSAGE_BYTES_CONFIG),
        Integer.toString(messageBytes + OVERHEAD_BYTES),
        StreamsConfig.topicPrefix(DELETE_RETENTION_MS_CONFIG),
        Long.toString(DELETES_TOLD.toMillis()),
        StreamsConfig.topicPrefix(SEGMENT_BYTES_CONFIG),
        Integer.toString(Math.max(INTERNAL_SEGMENT_BYTES, messageBytes + OVERHEAD_BYTES)));
  }

  /** The topics of the log and of those who follow it. */
  final List<TopicSpec> ofLog(int large) {
    List<TopicSpec> own = new ArrayList<>();
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

  /** The topic of drift. */
  final TopicSpec driftSpec(Keeping keeping) {
    return single(
        drift().name(),
        same(CLEANUP_POLICY_CONFIG, CLEANUP_POLICY_DELETE),
        atLeast(RETENTION_MS_CONFIG, keeping.others().toMillis()));
  }

  static String repartition(String application, Topic<?, ?> topic) {
    return application + "-" + topic.name() + "-repartition";
  }

  /** The topic of a repartition, by its whole name. */
  final TopicSpec repartitionSpec(String name, int messageBytes) {
    return internal(
        name,
        messageBytes,
        same(CLEANUP_POLICY_CONFIG, CLEANUP_POLICY_DELETE),
        // Streams deletes what it has read; time would delete the events of 2018 unread.
        same(RETENTION_MS_CONFIG, FOREVER));
  }

  /** The topic that a store is rebuilt from. */
  final TopicSpec changelogSpec(String application, String store, int messageBytes) {
    return internal(
        application + "-" + store + "-changelog",
        messageBytes,
        same(CLEANUP_POLICY_CONFIG, CLEANUP_POLICY_COMPACT),
        atLeast(DELETE_RETENTION_MS_CONFIG, DELETES_TOLD.toMillis()));
  }

  private TopicSpec internal(String name, int messageBytes, TopicSetting... more) {
    List<TopicSetting> settings = new ArrayList<>(List.of(more));
    settings.add(anyTimeBefore());
    settings.add(anyTimeAfter());
    settings.add(messageBytes(messageBytes + OVERHEAD_BYTES));
    return new TopicSpec(name, pipeline().partitions(), true, settings);
  }

  /**
   * A topic the pipeline reads. Compaction is refused where keys are known not to be ids: of each
   * entity it would leave the newest event only.
   */
  protected final TopicSpec input(String name, boolean keyed) {
    return new TopicSpec(
        name,
        pipeline().partitions(),
        keyed,
        List.of(
            keyed
                ? same(CLEANUP_POLICY_CONFIG, CLEANUP_POLICY_DELETE)
                : any(CLEANUP_POLICY_CONFIG, CLEANUP_POLICY_DELETE),
            any(RETENTION_MS_CONFIG, FOREVER),
            any(MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, ANY_TIME),
            any(MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG, ANY_TIME),
            atMost(MAX_MESSAGE_BYTES_CONFIG, INPUT_BYTES, MOST_INPUT_BYTES)));
  }

  /** A topic the pipeline writes for others. */
  protected final TopicSpec output(String name, Keeping keeping, int messageBytes) {
    return new TopicSpec(
        name,
        pipeline().partitions(),
        false,
        List.of(
            any(CLEANUP_POLICY_CONFIG, CLEANUP_POLICY_DELETE),
            any(RETENTION_MS_CONFIG, keeping.others().toMillis()),
            any(MESSAGE_TIMESTAMP_TYPE_CONFIG, LOG_APPEND_TIME),
            any(MAX_MESSAGE_BYTES_CONFIG, messageBytes + OVERHEAD_BYTES),
            anyTimeBefore(),
            anyTimeAfter()));
  }

  /** A partitioned topic whose records are deleted some time after they arrived. */
  protected final TopicSpec stamped(String name, Duration keep, TopicSetting... more) {
    List<TopicSetting> settings = new ArrayList<>(List.of(more));
    settings.add(same(CLEANUP_POLICY_CONFIG, CLEANUP_POLICY_DELETE));
    settings.add(same(MESSAGE_TIMESTAMP_TYPE_CONFIG, LOG_APPEND_TIME));
    settings.add(anyTimeAfter());
    settings.add(atLeast(RETENTION_MS_CONFIG, keep.toMillis()));
    return new TopicSpec(name, pipeline().partitions(), true, settings);
  }

  protected static TopicSpec single(String name, TopicSetting... more) {
    List<TopicSetting> settings = new ArrayList<>(List.of(more));
    settings.add(anyTimeBefore());
    settings.add(anyTimeAfter());
    return new TopicSpec(name, 1, true, settings);
  }

  private static TopicSetting anyTimeAfter() {
    return same(MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, ANY_TIME);
  }

  /**
   * A broker may bound how old a record's stamp may be; a replay of 2018 must pass all the same.
   */
  private static TopicSetting anyTimeBefore() {
    return same(MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG, ANY_TIME);
  }

  protected static TopicSetting messageBytes(int large) {
    return atLeast(MAX_MESSAGE_BYTES_CONFIG, large);
  }
}
