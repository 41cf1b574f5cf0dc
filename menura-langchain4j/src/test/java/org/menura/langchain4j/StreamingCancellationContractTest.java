package org.menura.langchain4j;

import org.junit.jupiter.api.Tag;

/** LangChain4j's contract of streaming chat models with its test of cancelling, which waits for half a minute. */
@Tag("slow")
class StreamingCancellationContractTest extends StreamingChatModelContractTest {
    @Override
    protected boolean supportsStreamingCancellation() {
        return true;
    }
}
