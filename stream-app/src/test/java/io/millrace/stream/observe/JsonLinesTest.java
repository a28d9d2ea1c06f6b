package io.millrace.stream.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The log")
class JsonLinesTest {
  private static final URL SHIPPED = shipped();
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  private static URL shipped() {
    try {
      return Path.of("src", "main", "resources", "logback.xml").toUri().toURL();
    } catch (java.net.MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void isAnObjectALineWithPipelineVersionAndCause() throws Exception {
    Logger log = log("json");
    log.atWarn()
        .addKeyValue("pipeline", "movies")
        .addKeyValue("version", 41)
        .addKeyValue("cause", "psi 0.31")
        .log("{}: drift of {} begins", "movies", "input \"length\"");
    log.info("two\nlines");
    List<JsonNode> lines = lines();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0).path("level").asText()).isEqualTo("WARN");
    assertThat(lines.get(0).path("message").asText())
        .isEqualTo("movies: drift of input \"length\" begins");
    assertThat(lines.get(0).path("pipeline").asText()).isEqualTo("movies");
    assertThat(lines.get(0).path("version").asText()).isEqualTo("41");
    assertThat(lines.get(0).path("cause").asText()).isEqualTo("psi 0.31");
    assertThat(lines.get(1).path("message").asText()).isEqualTo("two\nlines");
  }

  @Test
  void namesTheInnermostReasonOfAFailure() throws Exception {
    RuntimeException failure =
        new IllegalStateException("outside", new IllegalArgumentException("inside"));
    log("json").error("it failed", failure);
    JsonNode line = lines().get(0);
    assertThat(line.path("cause").asText()).isEqualTo("java.lang.IllegalArgumentException: inside");
    assertThat(line.path("stack").asText()).contains("outside", "JsonLinesTest");
  }

  @Test
  void isTextUnlessAskedOtherwise() throws Exception {
    log(null).info("plain");
    assertThat(written.toString(StandardCharsets.UTF_8)).endsWith("movies plain\n");
  }

  /** A logger of the shipped configuration whose one appender writes here. */
  private Logger log(String format) throws Exception {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    if (format != null) context.putProperty("MILLRACE_LOG_FORMAT", format);
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(SHIPPED);
    var appenders = context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
    var appender = (OutputStreamAppender<ILoggingEvent>) appenders.next();
    assertThat(appenders.hasNext()).isFalse();
    assertThat(((ConsoleAppender<ILoggingEvent>) appender).getTarget()).isEqualTo("System.err");
    appender.setOutputStream(written);
    return context.getLogger("io.millrace.movies");
  }

  private List<JsonNode> lines() {
    ObjectMapper json = new ObjectMapper();
    return written
        .toString(StandardCharsets.UTF_8)
        .lines()
        .map(
            line -> {
              try {
                return json.readTree(line);
              } catch (java.io.IOException e) {
                throw new AssertionError(line, e);
              }
            })
        .toList();
  }
}
