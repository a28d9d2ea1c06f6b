package io.millrace.stream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.model.pipeline.ActivityType;
import io.millrace.model.pipeline.Listing;
import io.millrace.model.pipeline.RecommendPipeline;
import io.millrace.model.recommend.Activity;
import io.millrace.model.recommend.GeneratorConfig;
import io.millrace.model.recommend.Propensities;
import io.millrace.model.recommend.UserHistory;
import io.millrace.model.recommend.UserMemory;
import io.millrace.model.state.StateWriter;
import io.millrace.stream.observe.Observability;
import io.millrace.stream.topic.Codecs;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.RecommendTopics;
import io.millrace.stream.topology.RecommendTopology;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a file of a pipeline that recommends comes to, for people and as JSON. */
final class ListDescription {
  private static final String ID = "123456789012";
  private static final String USER = "12345678";
  private static final int REMEMBERED_IDS = 64;

  private final RecommendPipeline pipeline;
  private final RecommendTopics topics;
  private final double eventsPerDay;

  ListDescription(RecommendPipeline pipeline, double eventsPerDay) {
    this.pipeline = pipeline;
    this.eventsPerDay = eventsPerDay;
    topics = new RecommendTopics(pipeline);
  }

  private String topology() {
    try (Observability observability = new Observability()) {
      // Nobody asks the model of a topology that is only described.
      return RecommendTopology.of(
              pipeline,
              (view, k) -> null,
              observability.pipeline(pipeline.name()),
              () -> source -> true)
          .describe()
          .toString();
    }
  }

  /** A user's memory in its store, of so many different items and 64 ids. */
  private int memoryBytes(int items) {
    UserMemory memory = new UserMemory(history(items));
    for (int i = 0; i < Math.min(items, REMEMBERED_IDS); i++) memory.remember(ID + i);
    StateWriter out = new StateWriter();
    memory.write(out);
    return USER.length() + out.size();
  }

  /** A lesson in the training log, of a user with so many different items. */
  private int lessonBytes(int items) {
    UserHistory history = history(items);
    Activity activity = activity(items);
    LogRecord lesson = new LogRecord.Taken(ID, pipeline.lesson(activity, history));
    return ID.length() + Codecs.LOG_RECORD.serializer().serialize("", lesson).length;
  }

  private UserHistory history(int items) {
    UserHistory history = pipeline.newHistory();
    for (int i = 0; i < items; i++) history.add(activity(i), 1);
    int k = pipeline.listing().k();
    boolean explores = pipeline.recommender().exploration() != null;
    history.show(
        new long[k], explores ? new Propensities(new float[k], new boolean[k]) : Propensities.NONE);
    return history;
  }

  private Activity activity(int item) {
    String type = pipeline.activity().types().get(0).name();
    return new Activity(USER, ID + item, type, 1, Duration.ofDays(1).toMillis() * item);
  }

  /** Numbers of a user's items whose bytes are told. */
  private Set<Integer> sizes() {
    Listing listing = pipeline.listing();
    return new LinkedHashSet<>(
        List.of(0, 10, Math.min(100, listing.remember()), listing.remember()));
  }

  ObjectNode json() {
    ObjectNode root = JsonOption.object();
    root.put("pipeline", pipeline.name());
    root.put("kind", RecommendPipeline.KIND);
    root.put("generation", pipeline.generation());
    root.put("partitions", pipeline.partitions());
    root.put("settings", pipeline.canonicalSettings());
    root.putObject("applications")
        .putObject("recommending")
        .put("id", topics.application())
        .put("topology", topology());
    DescribedTopics.put(root, DescribedTopics.of(topics));
    root.putArray("activity");
    for (ActivityType type : pipeline.activity().types()) {
      root.withArray("activity")
          .addObject()
          .put("type", type.name())
          .put("weight", weight(type))
          .put("positive", type.positive());
    }
    root.put("lists", lists());
    root.putArray("generators");
    for (GeneratorConfig generator : pipeline.recommender().generators()) {
      root.withArray("generators")
          .addObject()
          .put("kind", generator.kind())
          .put("settings", generator.canonical());
    }
    root.put("blend", pipeline.recommender().blend().toString());
    ObjectNode state = root.putObject("expected_state");
    state.put("measured", "bytes that the codecs write for a sample entry, before compression");
    state.put("events_per_day", eventsPerDay);
    ObjectNode memory = state.putObject("bytes_a_user_by_different_items");
    sizes().forEach(items -> memory.put(Integer.toString(items), memoryBytes(items)));
    state.put("lesson_bytes_at_100_items", lessonBytes(100));
    state.put("log_bytes_a_day_at_100_items", eventsPerDay * lessonBytes(100));
    state.put("store_memory_bytes", PipelineWords.storeMemoryBytes(topics));
    return root;
  }

  void print(PrintWriter out) {
    out.printf(
        "%s, generation %d, %d partitions, recommends%n",
        pipeline.name(), pipeline.generation(), pipeline.partitions());
    out.println("\nDATAFLOW");
    out.println(topics.application());
    out.println(topology().indent(2).stripTrailing());
    DescribedTopics.print(out, DescribedTopics.of(topics));
    out.println("\nACTIVITY");
    for (ActivityType type : pipeline.activity().types()) {
      out.printf(
          "  %-16s weighs %s%s%n",
          type.name(), weight(type), type.positive() ? "" : ", is no test");
    }
    out.println("\nLISTS\n  " + lists());
    out.println("\nGENERATORS (each names candidates; the blend puts their union in order)");
    for (GeneratorConfig generator : pipeline.recommender().generators()) {
      out.println("  " + generator.canonical());
    }
    out.println("\nBLEND\n  " + pipeline.recommender().blend());
    out.printf(
        Locale.ROOT,
        "%nSTATE at %,.0f activities a day (what the codecs write for a sample entry, before"
            + " RocksDB compresses; memories once more in their changelog)%n",
        eventsPerDay);
    out.print("  a user's memory, bytes:");
    String before = " ";
    for (int items : sizes()) {
      out.printf(Locale.ROOT, "%s%,d with %d items", before, memoryBytes(items), items);
      before = ", ";
    }
    out.printf(
        Locale.ROOT,
        "%n  training log  %,d bytes a lesson of a user with 100 items, %s a day%n",
        lessonBytes(100),
        PipelineWords.size(eventsPerDay * lessonBytes(100)));
    out.println("  replica       grows with items and users, not with the stream");
    out.println("  stores        " + PipelineWords.storeMemory(topics));
  }

  private static String weight(ActivityType type) {
    return Double.isNaN(type.weight())
        ? "(value / " + type.of() + ")^" + type.power()
        : Double.toString(type.weight());
  }

  private String lists() {
    Listing listing = pipeline.listing();
    String had =
        listing.asking().showsRepeats()
            ? listing.asking().exceptSameTime()
                ? "what a user had is listed, except of this very time"
                : "what a user had is listed"
            : "what a user had is not listed";
    return "the best "
        + listing.k()
        + "; "
        + had
        + "; by the last "
        + listing.asking().recent()
        + " items of a user, of whom "
        + listing.remember()
        + " are remembered; forgotten after "
        + listing.forget().toDays()
        + " days";
  }
}
