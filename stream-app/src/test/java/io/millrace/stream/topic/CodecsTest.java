package io.millrace.stream.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.event.EntityRef;
import io.millrace.model.event.Event;
import io.millrace.model.event.Example;
import io.millrace.model.event.Label;
import io.millrace.model.event.LabelFact;
import io.millrace.model.event.Outcome;
import io.millrace.model.event.OutcomeRecord;
import io.millrace.model.event.ScoredEvent;
import io.millrace.model.labeljoin.JoinEntry;
import io.millrace.model.replica.ModelVersion;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The codecs")
class CodecsTest {
  private static final String TOPIC = "p-g1-training-log";

  // NaN with bits of its own, a negative zero, and the least float there is.
  private static final float[] VALUES = {
    1.5f, Float.intBitsToFloat(0x7fc00123), -0f, Float.MIN_VALUE, 16_777_215f
  };
  private static final List<EntityRef> ENTITIES =
      Arrays.asList(new EntityRef("customer-ü", 5), null, new EntityRef("", 0));
  private static final ScoredEvent SCORED =
      new ScoredEvent(
          "e1",
          -5,
          VALUES,
          Arrays.asList("AT", null, ""),
          new double[] {0.1, Double.MIN_VALUE},
          0.30000000000000004,
          -1,
          ENTITIES,
          -7L,
          new long[] {-1, 1L << 62},
          new double[] {0.5, 0.25});
  private static final Example EXAMPLE =
      new Example(
          "e1",
          1,
          2,
          VALUES,
          true,
          false,
          2.5f,
          new double[] {1 / 3.0},
          -0.0,
          4_000_000_000L,
          -1,
          new long[] {Long.MIN_VALUE},
          new double[] {0.125});
  private static final OutcomeRecord OUTCOME =
      new OutcomeRecord(Outcome.LATE, "e1", 99, true, true);

  private static final LogRecord.Configured SETTINGS =
      new LogRecord.Configured("a = 1\n", -3L, 1, 2, "first", "a: 1\n");
  private static final Command COMMAND =
      new Command("c1", 2, 1_700_000_000_000L, "me", new Command.Configure(SETTINGS));
  private static final LogEntry ENTRY =
      new LogEntry(7, "c1", LogEntry.CONFIGURE, "a: 0 -> 1", 9, "me", "not so", -3L);

  static Stream<Arguments> records() {
    return Stream.of(
        Arguments.of(
            Codecs.ENRICHED_EVENT,
            new EnrichedEvent(
                new Event("e1", 17, new double[] {Double.NaN, 3}, new String[] {null, "", "x"}),
                VALUES,
                ENTITIES,
                new Source("events", 3, 1L << 40, -1))),
        Arguments.of(Codecs.SCORED, new ScoredRecord(SCORED, new ModelVersion("log", 2, -1), -99L)),
        Arguments.of(Codecs.LABEL, new ArrivedLabel(new Label("e1", true, 5, 6), true)),
        Arguments.of(Codecs.TICK, Long.MIN_VALUE),
        Arguments.of(
            Codecs.labelFact(3),
            new LabelFact(3, new EntityRef("k", 4), "e1", 5, 6, true, false, true)),
        Arguments.of(Codecs.OUTCOME, new OutcomeEntry.Told(OUTCOME, 2, 3)),
        Arguments.of(Codecs.OUTCOME, new OutcomeEntry.ClockReached(5, 2, 3)),
        Arguments.of(Codecs.LOG_RECORD, SETTINGS),
        Arguments.of(Codecs.LOG_RECORD, new LogRecord.Commanded(COMMAND, "not so")),
        Arguments.of(Codecs.LOG_RECORD, new LogRecord.Commanded(COMMAND, "", 0)),
        Arguments.of(Codecs.LOG_RECORD, new LogRecord.StartPart(new byte[] {1, 0, -1})),
        Arguments.of(
            Codecs.LOG_RECORD,
            new LogRecord.Commanded(
                new Command("s", 1, 5, "me", new Command.Start("there", 3, "00ff10")), "")),
        Arguments.of(Codecs.COMMAND, COMMAND),
        Arguments.of(
            Codecs.COMMAND, new Command("c2", 1, 5, "me", new Command.OverrideThreshold(0))),
        Arguments.of(Codecs.COMMAND, new Command("c3", 1, 5, "me", new Command.ReleaseThreshold())),
        Arguments.of(
            Codecs.COMMAND, new Command("c4", 1, 5, "me", new Command.Promote("quick", true))),
        Arguments.of(Codecs.COMMAND, new Command("c5", 1, 5, "me", new Command.Rollback())),
        Arguments.of(Codecs.COMMAND, new Command("c6", 1, 5, "me", new Command.ReleasePromotion())),
        Arguments.of(Codecs.COMMAND, new Command("c7", 1, 5, "me", new Command.EndReaction())),
        Arguments.of(Codecs.LOG_RECORD, new LogRecord.Lesson(EXAMPLE, -3L)),
        Arguments.of(Codecs.SNAPSHOT_PART, new SnapshotPart(1, 5_000_000_000L, -1)),
        Arguments.of(
            Codecs.MANIFEST,
            new Manifest(
                "log",
                3,
                4,
                "00ff10",
                5,
                6,
                SETTINGS,
                List.of(ENTRY),
                new Manifest.Older(9, List.of(-3L, 4L), 0))),
        Arguments.of(
            Codecs.INSTANCE_REPORT,
            new InstanceReport(
                "a",
                new ModelVersion("log", 1, 5),
                4,
                true,
                Optional.of("00ff"),
                9,
                "localhost:8080",
                Optional.of("fast"))),
        Arguments.of(
            Codecs.INSTANCE_REPORT,
            new InstanceReport(
                "a",
                new ModelVersion("log", 1, -1),
                0,
                false,
                Optional.empty(),
                9,
                "",
                Optional.empty())),
        Arguments.of(Codecs.JOIN_ENTRY, new JoinEntry.Pending(SCORED, 1, false)),
        Arguments.of(Codecs.JOIN_ENTRY, new JoinEntry.Pending(SCORED, 2.5f, true)),
        Arguments.of(Codecs.JOIN_ENTRY, new JoinEntry.Unsampled(5, 1L << 40, SCORED.entities())),
        Arguments.of(Codecs.JOIN_ENTRY, new JoinEntry.Early(true, -1, 5, 2)),
        Arguments.of(
            Codecs.JOIN_ENTRY, new JoinEntry.Closed(true, false, true, -5, 6, List.of(), 3)),
        Arguments.of(
            Codecs.JOIN_ENTRY, new JoinEntry.Closed(false, true, false, 5, 6, ENTITIES, 0)));
  }

  @ParameterizedTest
  @MethodSource("records")
  <T> void whatIsWrittenIsReadBitForBit(Serde<T> codec, T record) {
    byte[] bytes = codec.serializer().serialize(TOPIC, record);
    T read = codec.deserializer().deserialize(TOPIC, bytes);
    // Records compare arrays by identity, so they are compared field by field, floats by bits.
    assertThat(read)
        .usingRecursiveComparison()
        .withEqualsForType((a, b) -> bits(a) == bits(b), Float.class)
        .withEqualsForType((a, b) -> bits(a) == bits(b), Double.class)
        .isEqualTo(record);
    assertThat(codec.serializer().serialize(TOPIC, read)).isEqualTo(bytes);
  }

  private static long bits(double value) {
    return Double.doubleToRawLongBits(value);
  }

  private static int bits(float value) {
    return Float.floatToRawIntBits(value);
  }

  @ParameterizedTest
  @EnumSource(Outcome.class)
  void everyOutcomeHasItsNumber(Outcome outcome) {
    OutcomeEntry told =
        new OutcomeEntry.Told(new OutcomeRecord(outcome, "e", 1, false, false), 0, 1);
    byte[] bytes = Codecs.OUTCOME.serializer().serialize(TOPIC, told);
    assertThat(Codecs.OUTCOME.deserializer().deserialize(TOPIC, bytes)).isEqualTo(told);
  }

  @Test
  void aTombstoneStaysOne() {
    assertThat(Codecs.SCORED.serializer().serialize(TOPIC, null)).isNull();
    assertThat(Codecs.SCORED.deserializer().deserialize(TOPIC, null)).isNull();
  }

  @Test
  void anotherFormatIsRefusedWithTheTopicAndTheWayOut() {
    assertThatThrownBy(() -> Codecs.LOG_RECORD.deserializer().deserialize(TOPIC, new byte[] {9, 1}))
        .isInstanceOf(SerializationException.class)
        .hasMessage(
            "p-g1-training-log: training record of format 9, expected 1: written by another version"
                + " of Millrace or by something else; run the version that wrote it, or move the"
                + " topic aside");
  }

  @Test
  void noBytesAtAllAreRefused() {
    assertThatThrownBy(() -> Codecs.TICK.deserializer().deserialize(TOPIC, new byte[0]))
        .hasMessageContaining("tick of format (empty), expected 1");
  }

  @Test
  void damagedBytesAreRefused() {
    byte[] bytes =
        Codecs.LOG_RECORD.serializer().serialize(TOPIC, new LogRecord.Lesson(EXAMPLE, 1));
    byte[] half = Arrays.copyOf(bytes, bytes.length / 2);
    assertThatThrownBy(() -> Codecs.LOG_RECORD.deserializer().deserialize(TOPIC, half))
        .isInstanceOf(SerializationException.class)
        .hasMessageStartingWith("p-g1-training-log: damaged training record of " + half.length);
  }

  @Test
  void aRecordOfAKindThatIsNotKnownIsRefused() {
    assertThatThrownBy(() -> Codecs.LOG_RECORD.deserializer().deserialize(TOPIC, new byte[] {1}))
        .hasMessageContaining("neither settings nor an example");
  }

  @Test
  void aScoredEventCannotClaimAnotherVersionThanItsOwn() {
    assertThatThrownBy(() -> new ScoredRecord(SCORED, new ModelVersion("log", 1, 5), 0))
        .hasMessage("event e1 says version -1, expected the offset of log/1/5");
  }
}
