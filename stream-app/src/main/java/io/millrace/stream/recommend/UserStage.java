package io.millrace.stream.recommend;

import io.millrace.model.feature.TextHash;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.UserMemory;
import io.millrace.model.recommend.UserView;
import io.millrace.model.state.StateReader;
import io.millrace.stream.observe.PipelineMeters;
import io.millrace.stream.topic.Codecs;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.RecommendTopics;
import io.millrace.stream.topic.Source;
import java.time.Duration;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The step between activity and lists: the users' memories on disk, {@value #MEMORIES}, and what
 * lockstep holds until the next tick, {@value #HELD}.
 */
public final class UserStage implements ProcessorSupplier<String, UserInput, String, UserOutput> {
  /** Store of what is remembered of each user, by the user's id. */
  public static final String MEMORIES = RecommendTopics.USER_MEMORY;

  private static final String HELD = RecommendTopics.HELD_LESSONS;

  /** A user who did nothing for longer, in event time, fills no basket any more. */
  private static final Duration BASKET = Duration.ofMinutes(30);

  private final RecommendPipeline pipeline;
  private final ListModel model;
  private final PipelineMeters meters;
  private final Supplier<Predicate<Source>> tells;
  private final StoreBuilder<KeyValueStore<String, byte[]>> memories =
      Stores.keyValueStoreBuilder(
              Stores.persistentKeyValueStore(MEMORIES), Codecs.TEXT, Codecs.BYTES)
          .withCachingEnabled();
  private final StoreBuilder<KeyValueStore<Long, LogRecord>> held =
      Stores.keyValueStoreBuilder(
          Stores.persistentKeyValueStore(HELD), Serdes.Long(), Codecs.LOG_RECORD);

  /**
   * @param tells whether this generation answers for a record of the sources; asked when a task
   *     begins
   */
  public UserStage(
      RecommendPipeline pipeline,
      ListModel model,
      PipelineMeters meters,
      Supplier<Predicate<Source>> tells) {
    this.pipeline = pipeline;
    this.model = model;
    this.meters = meters;
    this.tells = tells;
  }

  /**
   * What a memory as the store has it tells the model when its user's list is asked for. The time
   * of the question is that of the user's last activity until others are 30 minutes further, so
   * that the basket being filled is what it was in the list after that activity; then it is the
   * newest.
   *
   * @param bytes null where nothing is remembered of the user
   * @param newest time of the newest activity the model knows, epoch milliseconds
   */
  public static UserView view(RecommendPipeline pipeline, String user, byte[] bytes, long newest) {
    UserMemory memory =
        bytes == null
            ? new UserMemory(pipeline.newHistory())
            : UserMemory.read(new StateReader(bytes), pipeline.listing().remember());
    if (pipeline.isForgotten(memory.history(), newest)) {
      memory = new UserMemory(pipeline.newHistory());
    }
    long last = memory.history().lastTime();
    long time = last >= newest - BASKET.toMillis() ? last : newest;
    return memory.history().view(TextHash.of(user), time, pipeline.listing().asking());
  }

  @Override
  public Set<StoreBuilder<?>> stores() {
    return Set.of(memories, held);
  }

  @Override
  public Processor<String, UserInput, String, UserOutput> get() {
    return new UserProcessor(pipeline, model, meters, tells, MEMORIES, HELD);
  }
}
