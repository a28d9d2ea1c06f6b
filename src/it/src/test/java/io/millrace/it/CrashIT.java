package io.millrace.it;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@DisplayName("After SIGKILL")
@Tag(Broker.ANY)
class CrashIT extends CrashContract {}
