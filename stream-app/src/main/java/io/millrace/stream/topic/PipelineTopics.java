package io.millrace.stream.topic;

import static io.millrace.stream.topic.TopicSetting.atLeast;
import static org.apache.kafka.common.config.TopicConfig.MAX_MESSAGE_BYTES_CONFIG;

import io.millrace.model.event.LabelFact;
import io.millrace.model.feature.EntitySpec;
import io.millrace.model.labeljoin.LabelPolicy;
import io.millrace.model.pipeline.Pipeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** The topics of a pipeline that scores events. */
public final class PipelineTopics extends LogTopics {
  /** Store of what the label join keeps of each event id. */
  public static final String JOIN_ENTRIES = "join-entries";

  /** Store of the deadlines of the label join. */
  public static final String JOIN_DUE = "join-due";

  /** Store of how far the label clock has come. */
  public static final String JOIN_CLOCK = "join-clock";

  /** How long a label may lie unread beyond its horizon before its event's features are gone. */
  private static final Duration LABEL_LAG = Duration.ofDays(2);

  private final Pipeline pipeline;
  private final List<String> entities;

  public PipelineTopics(Pipeline pipeline) {
    super(pipeline);
    this.pipeline = pipeline;
    entities = entityNames(pipeline.features().entities());
  }

  @Override
  public Pipeline pipeline() {
    return pipeline;
  }

  /** Application id of the half that scores. */
  public String scoringApplication() {
    return generation() + "-scoring";
  }

  /** Application id of the half that joins labels and teaches. */
  public String learningApplication() {
    return generation() + "-learning";
  }

  /** Application ids of any generation of the pipeline, the half that scores first. */
  @Override
  public List<String> applications(int ofGeneration) {
    String name = pipeline.name() + "-g" + ofGeneration;
    return List.of(name + "-scoring", name + "-learning");
  }

  @Override
  public List<String> reads(int application) {
    List<String> reads = new ArrayList<>();
    if (application == 0) {
      reads.addAll(eventPath());
      reads.addAll(feedbackPath());
    } else {
      reads.addAll(labelPath());
      reads.addAll(List.of(featureLog().name(), clock().name()));
    }
    return reads;
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

  /** The feature log, keyed by event id. */
  public Topic<String, ScoredRecord> featureLog() {
    return new Topic<>(generation() + "-features", Codecs.TEXT, Codecs.SCORED);
  }

  /** What labels say of one entity, keyed by its key; to the partition that saw its event. */
  public Topic<String, LabelFact> feedback(int entity) {
    return new Topic<>(
        generation() + "-feedback-" + entityName(entity), Codecs.TEXT, Codecs.labelFact(entity));
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

  @Override
  public List<String> hops() {
    List<String> hops = new ArrayList<>();
    // The users' topics are the first of each path.
    eventPath().stream().skip(1).forEach(hops::add);
    hops.add(featureLog().name());
    labelPath().stream().skip(1).forEach(hops::add);
    return hops;
  }

  /** Names of the topics that tell the entities' histories of labels. */
  public List<String> feedbackPath() {
    return entitiesWithLabels().stream().map(entity -> feedback(entity).name()).toList();
  }

  @Override
  public List<String> audited() {
    return List.of(featureLog().name(), scores().name());
  }

  @Override
  public List<Input> inputs() {
    boolean keyed = pipeline.events().keyedBy() != null;
    Duration kept =
        Duration.ofMillis(
                pipeline.features().entities().stream()
                    .mapToLong(EntitySpec::memory)
                    .max()
                    .orElse(0))
            .plus(pipeline.labels().policy().horizon());
    return List.of(
        new Input(input(events().name(), keyed), kept, pipeline.events().maxAhead()),
        new Input(input(labels().name(), false), kept, Duration.ZERO));
  }

  /** The store of an entity's histories, by its name in topics, stores and nodes. */
  public static String historyStore(String entityName) {
    return entityName + "-history";
  }

  @Override
  public List<String> stores() {
    List<String> stores = new ArrayList<>();
    entities.forEach(entity -> stores.add(historyStore(entity)));
    stores.addAll(List.of(JOIN_ENTRIES, JOIN_DUE));
    return stores;
  }

  @Override
  public List<TopicSpec> internal(int messageBytes) {
    List<TopicSpec> internal = new ArrayList<>();
    // The users' topics are the first of each path.
    List<String> events = eventPath();
    for (String name : events.subList(1, events.size())) {
      internal.add(repartitionSpec(name, messageBytes));
    }
    internal.add(repartitionSpec(labelPath().get(1), messageBytes));
    for (String entity : entities) {
      internal.add(changelogSpec(scoringApplication(), historyStore(entity), messageBytes));
    }
    for (String store : List.of(JOIN_ENTRIES, JOIN_DUE, JOIN_CLOCK)) {
      internal.add(changelogSpec(learningApplication(), store, messageBytes));
    }
    return internal;
  }

  /**
   * The topics the pipeline writes for others. Of those that exist, only the bound on timestamps is
   * checked.
   *
   * @param messageBytes the largest message that an input topic takes
   */
  @Override
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
  @Override
  public List<TopicSpec> own(Keeping keeping, int messageBytes) {
    int large = messageBytes + OVERHEAD_BYTES;
    List<TopicSpec> own = new ArrayList<>();
    own.add(stamped(dlq().name(), keeping.others(), atLeast(MAX_MESSAGE_BYTES_CONFIG, large)));
    own.add(stamped(outcomes().name(), keeping.others(), messageBytes(large)));
    own.add(stamped(featureLog().name(), featuresKept(keeping), messageBytes(large)));
    own.add(stamped(clock().name(), keeping.others()));
    for (int entity : entitiesWithLabels()) {
      own.add(stamped(feedback(entity).name(), keeping.others(), messageBytes(large)));
    }
    own.addAll(ofLog(large));
    own.add(driftSpec(keeping));
    return own;
  }

  /**
   * For as long as scores can be reproduced and the label join, which reads it, may be stopped; and
   * positives out of the sample find their features in it, however late they are in time.
   */
  private Duration featuresKept(Keeping keeping) {
    LabelPolicy policy = pipeline.labels().policy();
    Duration labels =
        policy.sample().share() < 1 ? policy.horizon().plus(LABEL_LAG) : Duration.ZERO;
    return Collections.max(List.of(keeping.audit(), keeping.others(), labels));
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
