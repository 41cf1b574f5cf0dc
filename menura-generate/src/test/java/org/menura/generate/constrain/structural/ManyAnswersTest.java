package org.menura.generate.constrain.structural;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.menura.chat.tool.AnswerFormats;
import org.menura.chat.tool.ToolChoice;

/** What {@link AnswerGrammarTest} says, of many texts: {@code -Danswers=1000} of each family, 100 otherwise. */
class ManyAnswersTest {
    private static final int COUNT = Integer.getInteger("answers", 100);

    static Stream<String> families() {
        return AnswerGrammarTest.families();
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("families")
    void manyForcedCallsAreRead(String family) {
        AnswerGrammarTest.draw(
                family,
                ToolChoice.REQUIRED,
                new ControlTokens(AnswerGrammarTest.marks(AnswerFormats.named(family))),
                COUNT,
                6);
        AnswerGrammarTest.draw(family, ToolChoice.AUTO, new ControlTokens(List.of()), COUNT / 2, 7);
    }
}
