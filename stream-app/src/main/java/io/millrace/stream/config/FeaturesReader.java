package io.millrace.stream.config;

import io.millrace.model.event.EventSchema;
import io.millrace.model.feature.Binning;
import io.millrace.model.feature.EntitySpec;
import io.millrace.model.feature.ExplainedSpec;
import io.millrace.model.feature.FeatureSet;
import io.millrace.model.feature.FeatureSpec;
import io.millrace.model.feature.OutlierSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads {@code features:} into a feature set, in the order of the file. */
final class FeaturesReader {
  private static final List<String> KINDS =
      List.of("number", "category", "hour_between", "weekend");
  private static final String LIST =
      "a list of {name, of, as}, {per, over, take} and {cross} blocks";

  private final Node root;
  private final Problems problems;
  private final String timeField;
  private final Slots numbers = new Slots();
  private final Slots texts = new Slots();
  private final Map<List<String>, EntityDraft> entities = new LinkedHashMap<>();
  private final Map<Integer, HistoryBlock> blocks = new LinkedHashMap<>();
  private final List<FeatureSpec> features = new ArrayList<>();
  private final Map<String, List<String>> shorthands = new LinkedHashMap<>();
  private final Map<String, Place> named = new LinkedHashMap<>();

  /**
   * @param timeField path of the event time; the time features are of it
   */
  FeaturesReader(Node root, String timeField, Problems problems) {
    this.root = root;
    this.timeField = timeField;
    this.problems = problems;
  }

  /**
   * @param moreTexts paths that are read as text for other reasons than features
   * @return null if anything was refused
   */
  FeatureSet read(Section top, List<String> moreTexts) {
    int before = problems.size();
    List<Node> items = top.items("features", LIST);
    if (top.has("features") && items.isEmpty()) {
      top.refuse("features", "at least one feature to learn from");
    }
    // Entities first: a feature names its window by place among all windows of its entity.
    for (int i = 0; i < items.size(); i++) {
      readEntity(items.get(i), "features[" + i + "]", i);
    }
    for (int i = 0; i < items.size(); i++) {
      readFeatures(items.get(i), "features[" + i + "]", i);
    }
    CrossReader crosses = new CrossReader(features, shorthands, problems);
    List<ExplainedSpec> explained =
        entities.values().stream()
            .map(entity -> explained(entity, crosses))
            .collect(Collectors.toList());
    crosses.read(items, this::add);
    if (problems.size() > before) {
      return null;
    }
    List<EntitySpec> specs = new ArrayList<>();
    for (EntityDraft entity : entities.values()) {
      specs.add(entity.spec(numbers, texts, explained.get(specs.size())));
    }
    moreTexts.forEach(texts::of);
    return new FeatureSet(new EventSchema(numbers.paths(), texts.paths()), specs, features);
  }

  private void readEntity(Node item, String path, int index) {
    if (!isBlock(item, "per")) {
      return;
    }
    Section block = Section.of(root, item, path, Grammar.HISTORY.keys(), problems);
    List<String> fields = block.texts("per", "a field or a list of fields, e.g. customer_id");
    requireEntity(block, fields);
    List<TakeText> takes = takes(block);
    List<Duration> over = windows(block, takes);
    EntityDraft entity = entities.computeIfAbsent(fields, EntityDraft::new);
    Binning binning = binning(block, path);
    HistoryBlock read = block.make("", () -> new HistoryBlock(entity, over, takes, binning));
    if (read != null) {
      entity.remember(read);
      blocks.put(index, read);
    }
    readOutliers(block, path, entity, takes);
    readExplained(block, entity, takes);
  }

  private static void readOutliers(
      Section block, String path, EntityDraft entity, List<TakeText> takes) {
    String expected = "{of: amount, above: 2, half_life: 60d}";
    List<String> fields =
        takes.stream().filter(t -> t.take().ofOutliers()).map(TakeText::field).distinct().toList();
    if (!block.has("outliers")) {
      if (!fields.isEmpty()) {
        block.problem(
            block.place("take"), "outliers", "nothing", expected + " beside takes of outliers");
      }
      return;
    }
    Section s = block.section("outliers", Grammar.OUTLIERS.keys(), expected);
    String of = s.text("of", Paths.EXPECTED);
    double above = s.number("above", "1.1 to 1000 times the usual mean; start at 2");
    Duration halfLife = s.duration("half_life", "60d");
    int retract = s.wholeOr("retract", 0, "0 to 1024 numbers of an entity");
    if (of != null && !fields.equals(List.of(of))) {
      s.refuse("of", "the number of the takes of outliers, which speak of " + fields);
      return;
    }
    OutlierSpec spec =
        s.make(
            path + ".outliers.",
            () -> new OutlierSpec(entity.number(of), above, halfLife.toMillis(), retract));
    if (spec != null && !entity.outliers(spec)) {
      block.refuse("outliers", "the same in every block of " + entity.name());
    }
  }

  private static void readExplained(Section block, EntityDraft entity, List<TakeText> takes) {
    if (!block.has("explained")) {
      return;
    }
    ExplainedDraft said = ExplainedDraft.read(block);
    if (takes.stream().noneMatch(take -> take.take().ofLabels())) {
      block.refuse("explained", "no such key: nothing in take comes from labels");
    } else if (said != null && !entity.explained(said)) {
      block.refuse("explained", "the same in every block of " + entity.name());
    }
  }

  /** Null if nothing explains the labels of the entity, or it was refused. */
  private ExplainedSpec explained(EntityDraft entity, CrossReader names) {
    ExplainedDraft said = entity.explained();
    int feature = said == null ? -1 : names.resolve(said.by(), "explained.by");
    if (feature < 0) {
      return null;
    }
    int own = List.copyOf(entities.values()).indexOf(entity);
    if (features.get(feature) instanceof FeatureSpec.History history && history.entity() <= own) {
      return problems.made(root, "explained.", () -> said.spec(feature)).orElse(null);
    }
    problems.add(
        said.by().place(),
        "explained.by",
        said.by().said(),
        "a feature of the history of "
            + entity.name()
            + " or of an entity of an earlier block: it"
            + " must be known when the event comes to this history");
    return null;
  }

  private void requireEntity(Section block, List<String> fields) {
    for (String field : fields) {
      if (!field.matches("[a-zA-Z0-9_-]+(\\.[a-zA-Z0-9_-]+)*")) {
        block.refuse("per", "fields of letters, digits, '_' and '-': they become names of topics");
      }
    }
    if (block.has("per") && new HashSet<>(fields).size() < Math.max(1, fields.size())) {
      block.refuse("per", "one field or several different ones");
    }
    for (List<String> other : entities.keySet()) {
      if (!other.equals(fields) && new HashSet<>(other).equals(new HashSet<>(fields))) {
        block.refuse("per", "the fields in one order: another block says " + other);
      }
    }
  }

  private List<TakeText> takes(Section block) {
    List<TakeText> takes = new ArrayList<>();
    List<String> found = block.texts("take", "a list such as [count, mean(amount), since_last]");
    for (int i = 0; i < found.size(); i++) {
      try {
        takes.add(TakeText.parse(found.get(i)));
      } catch (IllegalArgumentException e) {
        block.problem(block.place("take", i), "take[" + i + "]", found.get(i), e.getMessage());
      }
    }
    if (block.has("take") && found.isEmpty()) {
      block.refuse("take", "at least one of " + String.join(", ", TakeText.words()));
    }
    return takes;
  }

  private static List<Duration> windows(Section block, List<TakeText> takes) {
    boolean windowed = takes.stream().anyMatch(t -> t.take().windowed());
    if (!block.has("over") && !windowed) {
      return List.of();
    }
    List<Duration> windows = new ArrayList<>();
    List<String> found = block.texts("over", "a list of durations, e.g. [1d, 7d, 30d]");
    for (int i = 0; i < found.size(); i++) {
      try {
        windows.add(window(found.get(i)));
      } catch (IllegalArgumentException e) {
        block.problem(block.place("over", i), "over[" + i + "]", found.get(i), e.getMessage());
      }
    }
    if (!takes.isEmpty() && !windowed) {
      block.refuse("over", "no such key: nothing in take is over a window");
    } else if (found.isEmpty() || new HashSet<>(windows).size() < windows.size()) {
      block.refuse("over", "one or more different durations, e.g. [1d, 7d, 30d]");
    }
    return windows;
  }

  private static Duration window(String text) {
    String expected = Durations.EXPECTED + ", from 1s to 3650d";
    try {
      Duration window = Durations.parse(text);
      if (window.toMillis() >= 1000 && window.toDays() <= 3650) {
        return window;
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(expected, e);
    }
    throw new IllegalArgumentException(expected);
  }

  private Binning binning(Section block, String path) {
    boolean raw = block.flagOr("raw", false);
    if (!block.has("bins")) {
      return new Binning(Binning.DEFAULT.perDoubling(), raw);
    }
    List<Integer> bins = new ArrayList<>();
    String expected = "a list of powers of two from 1 to 1024, e.g. [4, 16, 64]";
    for (String text : block.texts("bins", expected)) {
      if (text.matches("[0-9]{1,4}")) {
        bins.add(Integer.valueOf(text));
      } else {
        block.problem(block.place("bins"), "bins", text, expected);
      }
    }
    if (new HashSet<>(bins).size() < bins.size()) {
      block.refuse("bins", "each resolution once");
    }
    return block.make(path + ".", () -> new Binning(bins, raw));
  }

  private void readFeatures(Node item, String path, int index) {
    if (isBlock(item, "per")) {
      if (blocks.containsKey(index)) {
        readHistory(item, blocks.get(index));
      }
    } else if (isBlock(item, "cross")) {
      Section.of(root, item, path, Grammar.CROSS.keys(), problems);
    } else if (isBlock(item, "as")) {
      readOfEvent(item, path);
    } else {
      problems.add(
          item.place(), path, item.said(), "one of the keys as, per or cross, which say its kind");
    }
  }

  private void readHistory(Node item, HistoryBlock block) {
    for (TakeText take : block.takes()) {
      if (take.take().windowed()) {
        block.over().forEach(over -> addHistory(item, block, take, over));
      } else {
        addHistory(item, block, take, null);
      }
    }
  }

  private void addHistory(Node item, HistoryBlock block, TakeText take, Duration over) {
    EntityDraft entity = block.entity();
    String window = over == null ? "" : "." + Durations.text(over);
    String name = entity.name() + "." + take.text() + window;
    shorthands.put(
        name, List.of(take.text(), take.text() + window, entity.name() + "." + take.text()));
    add(
        item.place(),
        new FeatureSpec.History(
            name,
            List.copyOf(entities.values()).indexOf(entity),
            take.take(),
            take.field() == null ? -1 : entity.place(take),
            over == null ? -1 : entity.window(over.toMillis()),
            block.binning()));
  }

  private void readOfEvent(Node item, String path) {
    String kind = ((Node.Mapping) item).entries().get("as").value().said();
    FeatureSpec feature =
        switch (kind) {
          case "number" ->
              number(Section.of(root, item, path, Grammar.NUMBER.keys(), problems), path);
          case "category" ->
              category(Section.of(root, item, path, Grammar.CATEGORY.keys(), problems));
          case "hour_between" ->
              hourBetween(Section.of(root, item, path, Grammar.HOUR_BETWEEN.keys(), problems));
          case "weekend" -> weekend(Section.of(root, item, path, Grammar.WEEKEND.keys(), problems));
          default -> null;
        };
    if (feature != null) {
      add(item.place(), feature);
    } else if (!KINDS.contains(kind)) {
      problems.add(
          ((Node.Mapping) item).entries().get("as").value().place(),
          path + ".as",
          kind,
          "one of " + String.join(", ", KINDS) + Nearest.hint(kind, KINDS));
    }
  }

  private FeatureSpec number(Section s, String path) {
    String of = s.text("of", Paths.EXPECTED);
    String name = name(s, of);
    Paths.require(s, "of", of);
    Binning binning = binning(s, path);
    return s.make("", () -> new FeatureSpec.Number(name, numbers.of(of), binning));
  }

  private FeatureSpec category(Section s) {
    String of = s.text("of", Paths.EXPECTED);
    String name = name(s, of);
    Paths.require(s, "of", of);
    return s.make("", () -> new FeatureSpec.Category(name, texts.of(of)));
  }

  private FeatureSpec hourBetween(Section s) {
    String name = name(s, null);
    requireTime(s);
    var zone = s.zone("zone");
    int from = s.whole("from", "an hour from 0 to 23");
    int to = s.whole("to", "an hour from 0 to 24");
    if (from < 0 || from > 23) {
      s.refuse("from", "an hour from 0 to 23");
    }
    if (to < 0 || to > 24 || s.has("to") && to == from) {
      s.refuse("to", "an hour from 0 to 24 other than from; the hours before it count");
    }
    return s.make("", () -> new FeatureSpec.HourBetween(name, from, to, zone));
  }

  private FeatureSpec weekend(Section s) {
    String name = name(s, null);
    requireTime(s);
    var zone = s.zone("zone");
    return s.make("", () -> new FeatureSpec.Weekend(name, zone));
  }

  private void requireTime(Section s) {
    String of = s.textOr("of", timeField, Paths.EXPECTED);
    if (of != null && timeField != null && !of.equals(timeField)) {
      s.refuse("of", timeField + ", the event time (events.time.field), or no such key");
    }
  }

  private static String name(Section s, String fallback) {
    String expected = "a name for people to read, of letters, digits and _ . - : /";
    String name =
        fallback == null ? s.text("name", expected) : s.textOr("name", fallback, expected);
    if (name != null && !name.matches("[\\p{L}\\p{N}_.:/-]{1,80}")) {
      s.problem(s.place("name"), "name", name, expected);
    }
    return name;
  }

  private void add(Place place, FeatureSpec feature) {
    Place first = named.putIfAbsent(feature.name(), place);
    if (first != null) {
      problems.add(
          place,
          "features: "
              + feature.name()
              + " is made twice, expected each feature once; the first is at "
              + first);
      return;
    }
    features.add(feature);
  }

  private static boolean isBlock(Node item, String key) {
    return item instanceof Node.Mapping mapping && mapping.entries().containsKey(key);
  }
}
