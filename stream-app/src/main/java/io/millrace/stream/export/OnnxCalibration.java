package io.millrace.stream.export;

import static io.millrace.stream.export.OnnxModel.axis;
import static io.millrace.stream.export.OnnxModel.scalar;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.millrace.model.calibrate.Calibrator;
import io.millrace.model.calibrate.IsotonicCalibrator;
import io.millrace.model.calibrate.PlattCalibrator;
import java.util.Arrays;

/** From raw scores to probabilities, as the last nodes of an ONNX graph. */
final class OnnxCalibration {
  static final String PROBABILITY = "probability";

  private final OnnxGraph graph;
  private final double priorOdds;

  /**
   * @param graph that computes {@code logit} and {@code score}
   * @param priorOdds what the odds of a calibrated probability are multiplied with
   */
  OnnxCalibration(OnnxGraph graph, double priorOdds) {
    this.graph = graph;
    this.priorOdds = priorOdds;
  }

  void add(Calibrator calibrator) {
    if (calibrator instanceof PlattCalibrator platt) {
      line(platt);
    } else {
      staircase((IsotonicCalibrator) calibrator);
    }
  }

  private void line(PlattCalibrator platt) {
    graph.tensor(scalar("least", -PlattCalibrator.REACH));
    graph.tensor(scalar("most", PlattCalibrator.REACH));
    graph.tensor(scalar("slope", platt.slope()));
    graph.tensor(scalar("offset", platt.offset() + Math.log(priorOdds)));
    String reached = graph.node("Clip", "reached", "logit", "least", "most");
    String sloped = graph.node("Mul", "sloped", reached, "slope");
    graph.node("Sigmoid", PROBABILITY, graph.node("Add", "calibrated", sloped, "offset"));
  }

  /** A step is as many steps up as edges were reached, the first step's edge not counted. */
  private void staircase(IsotonicCalibrator isotonic) {
    double[] edges = isotonic.edges();
    graph.tensor(doubles("edges", Arrays.copyOfRange(edges, 1, edges.length)));
    double[] steps = isotonic.steps();
    Arrays.setAll(steps, i -> steps[i] * priorOdds / (steps[i] * priorOdds + 1 - steps[i]));
    graph.tensor(doubles("steps", steps));
    graph.tensor(axis("of_edges", 1));
    String column = graph.node("Unsqueeze", "score_column", "score", "of_edges");
    String reached = graph.node("GreaterOrEqual", "edges_reached", column, "edges");
    String counted = graph.cast(reached, "edges_counted", DataType.INT64);
    graph.node("Gather", PROBABILITY, "steps", graph.sum(counted, "step", "of_edges"));
  }

  private static TensorProto doubles(String name, double... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(DataType.DOUBLE.getNumber())
            .addDims(values.length);
    for (double value : values) tensor.addDoubleData(value);
    return tensor.build();
  }
}
