package io.millrace.stream.recommend;

import io.millrace.model.event.Outcome;
import io.millrace.model.event.OutcomeRecord;
import io.millrace.model.feature.TextHash;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.Activity;
import io.millrace.model.recommend.Lesson;
import io.millrace.model.recommend.Suggestion;
import io.millrace.model.recommend.UserHistory;
import io.millrace.model.recommend.UserMemory;
import io.millrace.model.recommend.UserView;
import io.millrace.stream.observe.NewestLists;
import io.millrace.stream.observe.PipelineMeters;
import io.millrace.stream.store.Sweep;
import io.millrace.stream.topic.ArrivedActivity;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.OutcomeEntry;
import io.millrace.stream.topic.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Kafka's hands for a {@link UserHistory} and the model: fetch the memory, make the lesson of what
 * was known before, remember the activity, ask for the list after it, keep the memory, forward
 * both. An activity whose id is remembered changes nothing and gets no second list.
 */
final class UserProcessor extends ContextualProcessor<String, UserInput, String, UserOutput> {
  private static final int RELEASED_AT_ONCE = 1000;
  private static final String USER = "user";

  private final RecommendPipeline pipeline;
  private final ListModel model;
  private final PipelineMeters meters;
  private final Supplier<Predicate<Source>> telling;
  private Predicate<Source> tells;
  private final String memoryStore;
  private final String heldStore;
  private final RecommendationJson json;
  private Memories memories;
  private KeyValueStore<Long, LogRecord> held;
  private int partition;

  UserProcessor(
      RecommendPipeline pipeline,
      ListModel model,
      PipelineMeters meters,
      Supplier<Predicate<Source>> telling,
      String memoryStore,
      String heldStore) {
    this.pipeline = pipeline;
    this.model = model;
    this.meters = meters;
    this.telling = telling;
    this.memoryStore = memoryStore;
    this.heldStore = heldStore;
    json = new RecommendationJson(pipeline.name());
  }

  @Override
  public void init(ProcessorContext<String, UserOutput> context) {
    super.init(context);
    tells = telling.get();
    partition = context.taskId().partition();
    memories = new Memories(pipeline, context.getStateStore(memoryStore));
    held = context.getStateStore(heldStore);
    context.schedule(Sweep.EVERY, PunctuationType.WALL_CLOCK_TIME, this::sweep);
  }

  @Override
  public void process(Record<String, UserInput> record) {
    if (record.value() instanceof UserInput.Arrived arrived) {
      take(record, arrived.activity());
    } else if (record.value() instanceof UserInput.Tick tick) {
      release(record);
      tell(record, new OutcomeEntry.ClockReached(tick.time(), partition, pipeline.generation()));
    }
  }

  private void take(Record<String, UserInput> record, ArrivedActivity arrived) {
    Activity activity = arrived.activity();
    UserMemory memory = memories.get(activity.user(), activity.time());
    if (memory.knows(arrived.id())) {
      meters.duplicateEvent();
      OutcomeRecord repeated =
          new OutcomeRecord(Outcome.DUPLICATE_EVENT, arrived.id(), activity.time(), false, false);
      tell(record, new OutcomeEntry.Told(repeated, partition, pipeline.generation()));
      return;
    }
    Lesson lesson = pipeline.lesson(activity, memory.history());
    memory.remember(arrived.id());
    memory.history().add(activity, lesson.weight());
    ListModel.Answer answer = ask(memory.history(), arrived);
    long[] listed = answer.fingerprints();
    memory.history().show(listed, answer.chances());
    meters.made(listed, activity.time());
    memories.put(activity.user(), memory, activity.time());
    if (tells.test(arrived.source())) {
      byte[] list = json.bytes(activity.user(), arrived.id(), activity.time(), answer);
      context().forward(record.withKey(activity.user()).withValue(new UserOutput.Listed(list)));
      meters.newestLists().add(shown(activity, answer));
    }
    teach(record, arrived, lesson);
  }

  private static NewestLists.MadeList shown(Activity activity, ListModel.Answer answer) {
    return new NewestLists.MadeList(
        activity.user(),
        activity.time(),
        answer.items().stream().limit(NewestLists.ITEMS).map(UserProcessor::shown).toList());
  }

  private static NewestLists.Item shown(Suggestion item) {
    return new NewestLists.Item(
        item.title().isEmpty() ? item.item() : item.title(),
        item.becauseTitle().isEmpty() ? item.because() : item.becauseTitle());
  }

  private ListModel.Answer ask(UserHistory history, ArrivedActivity arrived) {
    Activity activity = arrived.activity();
    UserView view =
        history.view(TextHash.of(activity.user()), activity.time(), pipeline.listing().asking());
    long start = System.nanoTime();
    ListModel.Answer answer = model.ask(view, pipeline.listing().k());
    long took = System.nanoTime() - start;
    if (tells.test(arrived.source())) {
      meters.listed(context().currentSystemTimeMs() - arrived.source().timestamp(), took);
    }
    return answer;
  }

  private void teach(Record<String, UserInput> record, ArrivedActivity arrived, Lesson lesson) {
    LogRecord.Taken taken = new LogRecord.Taken(arrived.id(), lesson);
    if (arrived.held()) {
      // In the order in which they came to this task.
      held.put(context().recordMetadata().orElseThrow().offset(), taken);
    } else {
      teach(record, taken);
    }
  }

  private void teach(Record<String, UserInput> record, LogRecord.Taken taken) {
    meters.lesson();
    context().forward(record.withKey(taken.id()).withValue(new UserOutput.Taught(taken)));
  }

  private void release(Record<String, UserInput> record) {
    for (boolean more = true; more; ) {
      List<KeyValue<Long, LogRecord>> next = new ArrayList<>();
      try (KeyValueIterator<Long, LogRecord> all = held.all()) {
        while (next.size() < RELEASED_AT_ONCE && all.hasNext()) next.add(all.next());
        more = all.hasNext();
      }
      for (KeyValue<Long, LogRecord> one : next) {
        teach(record, (LogRecord.Taken) one.value);
        held.delete(one.key);
      }
    }
  }

  private void tell(Record<String, UserInput> record, OutcomeEntry entry) {
    String key = entry instanceof OutcomeEntry.Told told ? told.outcome().id() : null;
    context().forward(record.withKey(key).withValue(new UserOutput.Told(entry)));
  }

  private void sweep(long now) {
    meters.expired(USER).increment(memories.sweep(now));
    meters.histories(USER).set(partition, memories.size());
  }

  @Override
  public void close() {
    meters.histories(USER).remove(partition);
  }
}
