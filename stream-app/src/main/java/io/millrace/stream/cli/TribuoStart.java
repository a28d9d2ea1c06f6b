package io.millrace.stream.cli;

import io.millrace.model.learner.LearnerConfig;
import io.millrace.model.learner.Learners;
import io.millrace.model.learner.LinearLearner;
import io.millrace.model.pipeline.Pipeline;
import io.millrace.model.replica.Member;
import io.millrace.model.replica.Replica;
import io.millrace.stream.export.TribuoWeights;
import java.io.IOException;
import java.nio.file.Path;

/** A Tribuo model as the beginning of a learner of a pipeline. */
final class TribuoStart {
  private final Path file;
  private final String learner;

  /**
   * @param learner its name; null for the one that serves first
   */
  TribuoStart(Path file, String learner) {
    this.file = file;
    this.learner = learner;
  }

  /**
   * Gives the learner the model's weights.
   *
   * @param replica of the pipeline
   * @throws IllegalArgumentException if the learner or the model is of another kind
   */
  Member begin(Pipeline pipeline, Replica replica) throws IOException {
    Learners.Named named = named(pipeline);
    Member member =
        replica.members().stream()
            .filter(one -> one.name().equals(named.name()))
            .findFirst()
            .orElseThrow();
    LearnerConfig config = named.config();
    if (!(member.learner() instanceof LinearLearner linear)) {
      throw new IllegalArgumentException(
          "learner "
              + named.name()
              + " is of the kind "
              + config.kind()
              + ", expected logistic: no other kind begins with a Tribuo model");
    }
    new TribuoWeights(file, pipeline.features().canonical(), config.hashBits()).begin(linear);
    return member;
  }

  private Learners.Named named(Pipeline pipeline) {
    if (learner == null) return pipeline.learners().first();
    return pipeline.learners().all().stream()
        .filter(named -> named.name().equals(learner))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--learner "
                        + learner
                        + ", expected one of "
                        + String.join(
                            ", ",
                            pipeline.learners().all().stream()
                                .map(Learners.Named::name)
                                .toList())));
  }
}
