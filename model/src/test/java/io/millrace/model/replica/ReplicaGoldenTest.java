package io.millrace.model.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.explain.Reason;
import io.millrace.model.state.StateReader;
import io.millrace.model.state.StateWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * {@code replica-v1.bin} is what a replica wrote after {@code ReplicaFixture.examples(1, 2000)},
 * made by {@link #main}. It is kept for ever: a release that cannot read it leaves its users' logs
 * to be replayed. If only {@code learningGivesTheGoldenBits} fails, the arithmetic has changed, and
 * {@code LearnerConfig.ARITHMETIC_VERSION} must grow.
 */
@DisplayName("The golden snapshot of a replica, version 1,")
class ReplicaGoldenTest {
  /** Of the bytes that are written now: since version 1 they hold an operator's threshold too. */
  private static final String DIGEST =
      "002c69f6a9163131f411c8c4d8da5faf259422c239b78fbe0238594ed2821e74";

  /**
   * Of what the same examples make now. When version 1 was written, measures took an example of
   * weight 2 for one event; the label join made none then.
   */
  private static final String TAUGHT =
      "4ef63a17a9fc52f43207084889f495e6f9eeba6520317fbac871b80eb18691e0";

  @Test
  void stillLoadsAsWhatWasTaught() throws IOException {
    Replica replica = golden();
    assertThat(HexFormat.of().formatHex(replica.digest())).isEqualTo(DIGEST);
    assertThat(replica.examples()).isEqualTo(2000);
  }

  @Test
  void stillScoresTheSame() throws IOException {
    Scorer scorer = golden().scorer();
    float[] event = ReplicaFixture.values(300, "FR", 2.5f);
    assertThat(scorer.raw(event)).isEqualTo(0.6084141133436469);
    assertThat(scorer.reasons(event, List.of("FR"), 2))
        .containsExactly(
            new Reason("country", "FR", 1.0591682195663452),
            new Reason("amount x country", "300 & FR", 0.775373101234436));
  }

  @Test
  void learningGivesTheGoldenBits() {
    assertThat(HexFormat.of().formatHex(taught().digest())).isEqualTo(TAUGHT);
  }

  private static Replica taught() {
    Replica replica = ReplicaFixture.fresh();
    ReplicaFixture.examples(1, 2000).forEach(replica::learn);
    return replica;
  }

  private static Replica golden() throws IOException {
    Replica replica = ReplicaFixture.fresh();
    try (InputStream in = ReplicaGoldenTest.class.getResourceAsStream("replica-v1.bin")) {
      replica.read(new StateReader(in.readAllBytes()));
    }
    return replica;
  }

  /** Writes the snapshot anew, into the file named. */
  public static void main(String[] args) throws IOException {
    StateWriter out = new StateWriter();
    taught().write(out);
    Files.write(Path.of(args[0]), out.toBytes());
  }
}
