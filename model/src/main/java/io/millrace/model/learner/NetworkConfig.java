package io.millrace.model.learner;

import static io.millrace.model.learner.LearnerSettings.require;
import static io.millrace.model.learner.LearnerSettings.shortest;

import java.util.List;

/**
 * Settings of an {@link EmbeddingNetwork}.
 *
 * @param wide whether a linear model of the ids is added: wide and deep, else a perceptron
 * @param size numbers an id is embedded in; 1 to 64
 * @param hidden units of each hidden layer, one or two layers of 1 to 256
 * @param rate learning rate of the layers and of the linear model; 0.000001 to 1000
 * @param embeddingRate learning rate of the embeddings; 0.000001 to 1000
 * @param spread standard deviation of the embedding of an id never seen; above 0, at most 1
 * @param seed of embeddings and layers
 * @param hashBits ids lie in [0, 2^hashBits)
 * @param initialAccumulator the sum of squared gradients an unseen weight starts with
 * @param epsilon added to the root of the squared gradients
 */
public record NetworkConfig(
    boolean wide,
    int size,
    List<Integer> hidden,
    double rate,
    double embeddingRate,
    double spread,
    int seed,
    int hashBits,
    double initialAccumulator,
    double epsilon)
    implements LearnerConfig {
  public static final String PERCEPTRON = "perceptron";
  public static final String WIDE_AND_DEEP = "wide_and_deep";
  public static final int DEFAULT_SIZE = 4;
  public static final List<Integer> DEFAULT_HIDDEN = List.of(16);
  public static final double DEFAULT_SPREAD = 0.1;
  public static final int DEFAULT_SEED = 1;

  public NetworkConfig {
    hidden = List.copyOf(hidden);
    require(size >= 1 && size <= 64, "embedding", size, "1 to 64; start at 4");
    require(
        !hidden.isEmpty()
            && hidden.size() <= 2
            && hidden.stream().allMatch(units -> units >= 1 && units <= 256),
        "hidden",
        hidden,
        "one or two layers of 1 to 256 units; start at [16]");
    LearnerSettings.requireRate("rate", rate, 0.05);
    LearnerSettings.requireRate("embedding_rate", embeddingRate, 0.05);
    require(
        spread > 0 && spread <= 1, "spread", spread, "a number above 0, at most 1; start at 0.1");
    LearnerSettings.requireHashBits(hashBits);
    LearnerSettings.requireAccumulator(initialAccumulator);
    LearnerSettings.requireEpsilon(epsilon);
    long most = (LearnerSettings.MOST_BYTES >> hashBits) / 8 - (wide ? 1 : 0);
    require(
        size <= most,
        "embedding",
        size,
        "at most "
            + most
            + " with hash_bits "
            + hashBits
            + ": a learner holds 8 * "
            + (wide ? "(1 + embedding)" : "embedding")
            + " * 2^hash_bits bytes, at most "
            + LearnerSettings.MOST_BYTES);
  }

  @Override
  public String kind() {
    return wide ? WIDE_AND_DEEP : PERCEPTRON;
  }

  @Override
  public boolean hasRate() {
    return true;
  }

  @Override
  public long stateBytes() {
    return 8L * ((wide ? 1 : 0) + size) << hashBits;
  }

  @Override
  public EmbeddingNetwork create(Inputs inputs) {
    return new EmbeddingNetwork(this, inputs);
  }

  @Override
  public String canonical() {
    return ("kind=" + kind() + " embedding=" + size)
        + (" hidden=" + hidden.toString().replace(" ", ""))
        + (" rate=" + shortest(rate) + " embedding_rate=" + shortest(embeddingRate))
        + (" spread=" + shortest(spread) + " seed=" + seed)
        + (" initial_accumulator=" + shortest(initialAccumulator))
        + (" epsilon=" + shortest(epsilon) + " hash_bits=" + hashBits);
  }
}
