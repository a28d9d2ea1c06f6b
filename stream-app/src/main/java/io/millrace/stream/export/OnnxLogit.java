package io.millrace.stream.export;

import static io.millrace.stream.export.OnnxModel.axis;
import static io.millrace.stream.export.OnnxModel.floats;
import static io.millrace.stream.export.OnnxModel.scalar;

import io.millrace.model.learner.FactorizedLearner;
import io.millrace.model.learner.LinearLearner;
import io.millrace.model.learner.MixedLearner;
import io.millrace.model.learner.NetworkLearner;
import io.millrace.model.learner.OnlineLearner;
import java.util.function.IntToDoubleFunction;

/**
 * The nodes of an ONNX graph that say a learner's log odds: of ids and values, and of a network of
 * their features too. Sums in double; a network's own are float, so that it differs by what they
 * round.
 */
final class OnnxLogit {
  private final OnnxGraph graph;
  private final int ids;

  /** What names of tensors begin with: nothing, or the member. */
  private String prefix = "";

  private boolean hasColumn;
  private boolean needsFeatures;

  /**
   * @param ids of each learner, in [0, ids)
   */
  OnnxLogit(OnnxGraph graph, int ids) {
    this.graph = graph;
    this.ids = ids;
    graph.tensor(axis("of_ids", 1));
    graph.toDouble("values", "x");
  }

  /** How many numbers of each id a graph holds. */
  static long numbersOfAnId(OnlineLearner learner) {
    if (learner instanceof MixedLearner ensemble) {
      long numbers = 0;
      for (int m = 0; m < ensemble.members(); m++) numbers += numbersOfAnId(ensemble.member(m));
      return numbers;
    }
    if (learner instanceof NetworkLearner network) {
      return network.embedding() + (network.isWide() ? 1 : 0);
    }
    return learner instanceof FactorizedLearner machine ? 1 + machine.factors() : 1;
  }

  /** Whether the graph has an input {@code features}; known once a logit has been added. */
  boolean needsFeatures() {
    return needsFeatures;
  }

  /** Adds a learner; the name of its log odds, [batch]. */
  String of(OnlineLearner learner) {
    if (learner instanceof MixedLearner ensemble) return mixed(ensemble);
    if (learner instanceof NetworkLearner network) return network(network);
    if (learner instanceof FactorizedLearner machine) {
      String sum = node("Add", "sum", linear(machine::weight), pairs(machine));
      return plus(sum, machine.bias());
    }
    LinearLearner linear = (LinearLearner) learner;
    return plus(linear(linear::weight), linear.bias());
  }

  private String plus(String sum, double bias) {
    graph.tensor(scalar(prefix + "bias", bias));
    return node("Add", "biased", sum, prefix + "bias");
  }

  private String linear(IntToDoubleFunction weight) {
    graph.tensor(floats(prefix + "weights", weight, ids));
    return sum(node("Mul", "weighed", gathered("weights"), "x"), "linear", "of_ids");
  }

  /** Half of what the squared sum of each factor has beside the squares: each pair once. */
  private String pairs(FactorizedLearner machine) {
    int factors = machine.factors();
    IntToDoubleFunction factor = at -> machine.factor(at / factors, at % factors);
    graph.tensor(floats(prefix + "factors", factor, ids, factors));
    graph.tensor(scalar(prefix + "half", 0.5));
    String parts = node("Mul", "parts", gathered("factors"), column());
    String sums = sum(parts, "sums", "of_ids");
    String squared = node("Mul", "squared", sums, sums);
    String squares = node("Mul", "squares", parts, parts);
    String twice = node("Sub", "twice", squared, sum(squares, "alone", "of_ids"));
    return sum(node("Mul", "halves", twice, prefix + "half"), "pairs", "of_ids");
  }

  private String mixed(MixedLearner ensemble) {
    graph.tensor(scalar("least_logit", -MixedLearner.MOST_LOGIT));
    graph.tensor(scalar("most_logit", MixedLearner.MOST_LOGIT));
    String mixed = null;
    for (int m = 0; m < ensemble.members(); m++) {
      prefix = "members." + m + ".";
      String said = of(ensemble.member(m));
      graph.tensor(scalar(prefix + "weight", ensemble.weight(m)));
      String bounded = node("Clip", "bounded", said, "least_logit", "most_logit");
      String counted = node("Mul", "counted", bounded, prefix + "weight");
      mixed = mixed == null ? counted : node("Add", "mixed", mixed, counted);
    }
    return mixed;
  }

  private String network(NetworkLearner network) {
    String layer = embedded(network);
    for (int l = 0; l < network.depth(); l++) {
      int from = network.units(l);
      int to = network.units(l + 1);
      int at = l;
      IntToDoubleFunction weight = i -> network.weight(at, i / to, i % to);
      graph.tensor(floats(prefix + "layer_" + l, weight, from, to));
      graph.tensor(floats(prefix + "constants_" + l, i -> network.weight(at, from, i), to));
      String times = node("MatMul", "times_" + l, layer, inDouble("layer_" + l));
      layer = node("Add", "units_" + l, times, inDouble("constants_" + l));
      if (l < network.depth() - 1) layer = node("Relu", "active_" + l, layer);
    }
    String deep = sum(layer, "deep", "of_ids");
    return network.isWide() ? node("Add", "sum", deep, linear(network::weight)) : deep;
  }

  /** The sum of each feature's embeddings, all features side by side: [batch, first layer]. */
  private String embedded(NetworkLearner network) {
    int size = network.embedding();
    int inputs = network.units(0);
    IntToDoubleFunction number = at -> network.embedded(at / size, at % size);
    graph.tensor(floats(prefix + "embeddings", number, ids, size));
    graph.tensor(scalar(prefix + "least_input", -NetworkLearner.MOST_INPUT));
    graph.tensor(scalar(prefix + "most_input", NetworkLearner.MOST_INPUT));
    graph.tensor(OnnxModel.numbers(prefix + "side_by_side", -1, inputs));
    String parts = node("Mul", "embedded", gathered("embeddings"), column());
    String sums = node("MatMul", "of_features", placed(inputs / size), parts);
    String bounded = node("Clip", "inputs", sums, prefix + "least_input", prefix + "most_input");
    return node("Reshape", "input", bounded, prefix + "side_by_side");
  }

  /** 1 where an id is of a feature, otherwise 0: [batch, features, ids]. */
  private String placed(int features) {
    if (!needsFeatures) {
      needsFeatures = true;
      long[] places = new long[features];
      for (int i = 0; i < features; i++) places[i] = i;
      graph.tensor(OnnxModel.numbers("places", places));
      graph.tensor(axis("last", 1));
      graph.node("Unsqueeze", "row_of_places", "features", "of_ids");
      graph.node("Unsqueeze", "column_of_places", "places", "last");
      graph.node("Equal", "is_placed", "row_of_places", "column_of_places");
      graph.toDouble("is_placed", "placed");
    }
    return "placed";
  }

  /** The values as a column each: [batch, ids, 1]. */
  private String column() {
    if (!hasColumn) {
      hasColumn = true;
      graph.tensor(axis("of_numbers", 2));
      graph.node("Unsqueeze", "column", "x", "of_numbers");
    }
    return "column";
  }

  private String gathered(String table) {
    String gathered = node("Gather", "gathered_" + table, prefix + table, "ids");
    return graph.toDouble(gathered, prefix + table + "_of_x");
  }

  private String inDouble(String table) {
    return graph.toDouble(prefix + table, prefix + table + "_in_double");
  }

  private String node(String operation, String output, String... inputs) {
    return graph.node(operation, prefix + output, inputs);
  }

  private String sum(String input, String output, String axis) {
    return graph.sum(input, prefix + output, axis);
  }
}
