package io.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Optional;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What {@code src/docker/Dockerfile} puts together, without Docker. */
@DisplayName("The service image")
class ServiceImageIT {
  private static final Path APP = Path.of("..", "..", "stream-app", "target");
  private static final Path LEFT_OUT = Path.of("..", "docker", "embedded-only.txt");

  @BeforeAll
  static void packaged() {
    Required.PACKAGE.orSkip(
        Files.isDirectory(APP.resolve("lib"))
            ? Optional.empty()
            : Optional.of("no jars in " + APP.resolve("lib") + "; mvn package copies them"));
  }

  @Test
  void leavesOutOnlyJarsThatAreThere() throws Exception {
    List<Path> jars = jars();
    for (String pattern : Files.readAllLines(LEFT_OUT)) {
      PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
      assertThat(jars).as(pattern).anyMatch(jar -> matcher.matches(jar.getFileName()));
    }
  }

  @Test
  void holdsNothingOfABrokerNorItsLog() throws Exception {
    assertThat(kept().stream().map(jar -> jar.getFileName().toString()))
        .noneMatch(name -> name.matches("(scala|log4j|millrace-embedded|kafka_).*"))
        .filteredOn(name -> name.startsWith("kafka"))
        .allMatch(name -> name.matches("kafka-(clients|streams)-.*"));
  }

  /** Nothing but the demo may miss what is left out. */
  @Test
  void isWholeButForTheDemo() throws Exception {
    StringWriter found = new StringWriter();
    PrintWriter out = new PrintWriter(found);
    ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
    int code =
        jdeps.run(
            out,
            out,
            "--multi-release",
            "17",
            "--missing-deps",
            "-cp",
            paths(kept()),
            APP.resolve("classes").toString());

    assertThat(code).as("%s", found).isZero();
    assertThat(found.toString().lines().map(String::strip))
        .filteredOn(line -> line.startsWith("io.millrace"))
        .allMatch(line -> line.startsWith("io.millrace.stream.demo."));
  }

  @Test
  void startsWithWhatIsLeft() throws Exception {
    Process run =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                APP.resolve("classes") + File.pathSeparator + paths(kept()),
                "io.millrace.stream.cli.Main",
                "run",
                "--help")
            .redirectErrorStream(true)
            .start();
    String said = new String(run.getInputStream().readAllBytes());

    assertThat(run.waitFor()).as(said).isZero();
    assertThat(said).startsWith("Usage: millrace run").contains("--bootstrap");
  }

  private static List<Path> kept() throws IOException {
    List<PathMatcher> leftOut =
        Files.readAllLines(LEFT_OUT).stream()
            .map(pattern -> FileSystems.getDefault().getPathMatcher("glob:" + pattern))
            .toList();
    return jars().stream()
        .filter(jar -> leftOut.stream().noneMatch(matcher -> matcher.matches(jar.getFileName())))
        .toList();
  }

  private static List<Path> jars() throws IOException {
    try (Stream<Path> files = Files.list(APP.resolve("lib"))) {
      return files.sorted().toList();
    }
  }

  private static String paths(List<Path> paths) {
    return paths.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }
}
