package io.millrace.stream.topic;

import static io.millrace.stream.topic.TopicSetting.atLeast;
import static org.apache.kafka.common.config.TopicConfig.MAX_MESSAGE_BYTES_CONFIG;

import io.millrace.model.pipeline.RecommendPipeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The topics of a pipeline that recommends. */
public final class RecommendTopics extends LogTopics {
  /** Store of what is remembered of each user, by the user's id. */
  public static final String USER_MEMORY = "user-memory";

  /** Store of what lockstep holds until the next tick. */
  public static final String HELD_LESSONS = "held-lessons";

  private final RecommendPipeline pipeline;

  public RecommendTopics(RecommendPipeline pipeline) {
    super(pipeline);
    this.pipeline = pipeline;
  }

  @Override
  public RecommendPipeline pipeline() {
    return pipeline;
  }

  /** Its one application id. */
  public String application() {
    return generation() + "-recommending";
  }

  @Override
  public List<String> applications(int ofGeneration) {
    return List.of(pipeline.name() + "-g" + ofGeneration + "-recommending");
  }

  @Override
  public List<String> reads(int application) {
    List<String> reads = new ArrayList<>(path());
    if (pipeline.items() != null) reads.add(items().name());
    reads.add(clock().name());
    return reads;
  }

  /** What users do, as it comes. */
  public Topic<byte[], byte[]> activity() {
    return new Topic<>(pipeline.activity().topic(), Codecs.BYTES, Codecs.BYTES);
  }

  /** What is said of items, as it comes; of a pipeline that hears of them only. */
  public Topic<byte[], byte[]> items() {
    return new Topic<>(pipeline.items().topic(), Codecs.BYTES, Codecs.BYTES);
  }

  /** Every list as JSON, keyed by user. */
  public Topic<String, byte[]> recommendations() {
    return new Topic<>(pipeline.output(), Codecs.TEXT, Codecs.BYTES);
  }

  /** The repartition before the users' memories; the name is its part after the application id. */
  public Topic<String, ArrivedActivity> byUser() {
    return new Topic<>("by-user", Codecs.TEXT, Codecs.ACTIVITY);
  }

  /** Names of the topics an activity passes until its list is told, in order. */
  public List<String> path() {
    return pipeline.activity().keyedByUser()
        ? List.of(activity().name())
        : List.of(activity().name(), repartition(application(), byUser()));
  }

  @Override
  public List<String> hops() {
    // The user's topic is the first.
    return path().subList(1, path().size());
  }

  @Override
  public List<String> audited() {
    return List.of(recommendations().name());
  }

  @Override
  public List<Input> inputs() {
    Input activity =
        new Input(
            input(activity().name(), pipeline.activity().keyedByUser()),
            Duration.ZERO,
            pipeline.activity().maxAhead());
    return pipeline.items() == null
        ? List.of(activity)
        : List.of(activity, Input.ofLastWords(input(items().name(), false)));
  }

  @Override
  public List<String> stores() {
    return List.of(USER_MEMORY, HELD_LESSONS);
  }

  @Override
  public List<TopicSpec> internal(int messageBytes) {
    List<TopicSpec> internal = new ArrayList<>();
    for (String name : path().subList(1, path().size())) {
      internal.add(repartitionSpec(name, messageBytes));
    }
    for (String store : stores()) {
      internal.add(changelogSpec(application(), store, messageBytes));
    }
    return internal;
  }

  @Override
  public List<TopicSpec> outputs(Keeping keeping, int messageBytes) {
    return List.of(output(recommendations().name(), keeping, messageBytes));
  }

  @Override
  public List<TopicSpec> own(Keeping keeping, int messageBytes) {
    int large = messageBytes + OVERHEAD_BYTES;
    List<TopicSpec> own = new ArrayList<>();
    own.add(stamped(dlq().name(), keeping.others(), atLeast(MAX_MESSAGE_BYTES_CONFIG, large)));
    own.add(stamped(outcomes().name(), keeping.others(), messageBytes(large)));
    own.add(stamped(clock().name(), keeping.others()));
    own.addAll(ofLog(large));
    own.add(driftSpec(keeping));
    return own;
  }
}
