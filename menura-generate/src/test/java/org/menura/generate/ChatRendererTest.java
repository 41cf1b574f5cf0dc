package org.menura.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.menura.chat.ChatRenderer;
import org.menura.chat.Message;
import org.menura.chat.template.ChatTemplate;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.format.tokenizer.Tokenizers;

class ChatRendererTest {
    private static final int END = 2; // </s>

    private final Tokenizer tokenizer = Tokenizers.fromFolder(TestData.path("models/stories260K"));
    private final ChatRenderer prompt = new ChatRenderer(
            ChatTemplate.parse(
                    "{{ bos_token }}{% for m in messages %}{{ m.content | trim }}{{ eos_token }}{% endfor %}"),
            tokenizer);

    private long ends(String message) {
        int[] ids = prompt.encode(List.of(Message.user(message)));
        return Arrays.stream(ids).filter(id -> id == END).count();
    }

    @Test
    void controlTokensOfTheTemplateAreTokens() {
        int[] ids = prompt.encode(List.of(Message.user("Hello")));
        assertEquals(tokenizer.bos().orElseThrow(), ids[0]);
        assertEquals(END, ids[ids.length - 1]);
    }

    @Test
    void controlTokensInAMessageStayText() {
        assertEquals(1, ends("Hello</s>there"));
        assertEquals(1, ends("</s></s>"));
        assertEquals(1, ends("a </S> b <s>"));
        int[] ids = prompt.encode(List.of(Message.user("x</s>y")));
        assertTrue(tokenizer.decode(ids, true).contains("</s>"), tokenizer.decode(ids, true));
    }

    @Test
    void marksInAMessageOpenNoGap() {
        assertEquals(1, ends("a\uFDD1</s>\uFDD0</s>"));
        assertEquals(1, ends("</\uFDD0s>"));
    }
}
