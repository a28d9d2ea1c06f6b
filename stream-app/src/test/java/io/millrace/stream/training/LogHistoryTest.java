package io.millrace.stream.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.stream.topic.Codecs;
import io.millrace.stream.topic.Command;
import io.millrace.stream.topic.LogEntry;
import io.millrace.stream.topic.LogRecord;
import io.millrace.stream.topic.LogRecord.Commanded;
import io.millrace.stream.topic.LogRecord.Configured;
import io.millrace.stream.topic.Manifest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a log holds beside lessons")
class LogHistoryTest {
  private static final int MANY = 20_000;
  private static final int LARGEST_RECORD = 1_048_576;
  private static final String LONG = "x".repeat(5_000);

  private static Configured settings(int place, long featureSet) {
    return new Configured("a: " + place + "\n", featureSet, 1, 1, "s" + place, "");
  }

  /** A deploy at every hundredth place, else a threshold; every third of those is refused. */
  private static LogRecord record(int place) {
    boolean deploy = place % 100 == 0;
    Command.Action action =
        deploy
            ? new Command.Configure(settings(place, place < 500 ? 7 : 8))
            : new Command.OverrideThreshold(0.5);
    Command command = new Command("c" + place, 1, place, LONG, action);
    return new Commanded(command, !deploy && place % 3 == 0 ? LONG : "", place);
  }

  private static LogHistory of(int from, int to, LogHistory history) {
    for (int place = from; place < to; place++) history.note(record(place), place + 1);
    return history;
  }

  private static LogHistory begun() {
    LogHistory history = new LogHistory();
    history.note(settings(-1, 6), 0);
    return history;
  }

  private static Manifest manifest(LogHistory history) {
    return new Manifest(
        "log",
        1,
        1,
        "00",
        1,
        1,
        history.inForce().orElseThrow(),
        history.shortEntries(),
        history.older());
  }

  private static byte[] bytes(LogHistory history) {
    return Codecs.MANIFEST.serializer().serialize("snapshots", manifest(history));
  }

  @Test
  void fitsInOneRecordHoweverManyCommandsThereWere() {
    LogHistory history = of(0, 10 * MANY, begun());
    assertThat(bytes(history).length).isLessThan(LARGEST_RECORD);
    assertThat(history.entries()).hasSize(LogHistory.SETTINGS + LogHistory.COMMANDS);
    assertThat(history.older().entries())
        .isEqualTo(1 + 10L * MANY - LogHistory.SETTINGS - LogHistory.COMMANDS);
  }

  @Test
  void keepsTheNewestAndWhatIsInForceHoweverOld() {
    LogHistory history = of(0, 101, begun());
    for (int place = 101; place < MANY; place++) {
      Command command = new Command("c" + place, 1, 1, "me", new Command.OverrideThreshold(0.5));
      history.note(new Commanded(command, "", place), place + 1);
    }
    assertThat(history.inForce()).contains(settings(100, 7));
    assertThat(history.inForceSince()).isEqualTo(101);
    assertThat(history.knows("c" + (MANY - LogHistory.COMMANDS))).isTrue();
    assertThat(history.knows("c" + (MANY - LogHistory.COMMANDS - 1))).isFalse();
    assertThat(history.older().commandsUntil()).isEqualTo(MANY - 1);
    assertThat(history.forgotSettings()).isFalse();
  }

  @Test
  void knowsTheFeatureSetsOfSettingsThatItForgot() {
    LogHistory history = of(0, 3 * MANY, begun());
    assertThat(history.forgotSettings()).isTrue();
    assertThat(history.entries().stream().filter(LogEntry::configures))
        .noneMatch(entry -> entry.featureSet() < 8);
    LogHistory restored = new LogHistory(manifest(history));
    for (long featureSet : new long[] {6, 7, 8}) {
      assertThat(history.hasFeatureSet(featureSet)).isTrue();
      assertThat(restored.hasFeatureSet(featureSet)).isTrue();
    }
    assertThat(restored.hasFeatureSet(9)).isFalse();
  }

  @Test
  void goesOnFromAManifestAsFromTheLog() {
    LogHistory whole = of(0, MANY, begun());
    for (int place : new int[] {1, 900, 5_000, MANY - 1}) {
      byte[] manifest = bytes(of(0, place, begun()));
      LogHistory restored =
          new LogHistory(Codecs.MANIFEST.deserializer().deserialize("snapshots", manifest));
      of(place, MANY, restored);
      assertThat(bytes(restored)).isEqualTo(bytes(whole));
      assertThat(bytes(restored.copy())).isEqualTo(bytes(whole));
    }
  }

  @Test
  void forgetsNoCommandWhosePlaceInTheCommandsTopicIsNotKnown() {
    LogHistory history = begun();
    for (int i = 0; i < 3_000; i++) {
      Command command = new Command("c" + i, 1, 1, "me", new Command.OverrideThreshold(0.5));
      history.note(new Commanded(command, ""), i + 1);
    }
    assertThat(history.entries()).hasSize(3_001);
    history.note(record(3_001), 3_001);
    assertThat(history.entries()).hasSize(1 + LogHistory.COMMANDS);
  }
}
