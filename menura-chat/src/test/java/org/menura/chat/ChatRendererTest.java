package org.menura.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.menura.chat.template.ChatTemplate;
import org.menura.format.Modality;
import org.menura.format.image.Image;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.format.tokenizer.Tokenizers;

class ChatRendererTest {
    private static final int END = 2; // </s>

    private final Tokenizer tokenizer = Tokenizers.fromFolder(Testdata.path("models/stories260K"));
    private final ChatRenderer renderer = new ChatRenderer(
            ChatTemplate.parse(
                    "{{ bos_token }}{% for m in messages %}{{ m.content | trim }}{{ eos_token }}{% endfor %}"),
            tokenizer);

    private long ends(String message) {
        int[] ids = renderer.encode(List.of(Message.user(message)));
        return Arrays.stream(ids).filter(id -> id == END).count();
    }

    @Test
    void controlTokensOfTheTemplateAreTokens() {
        int[] ids = renderer.encode(List.of(Message.user("Hello")));
        assertEquals(tokenizer.bos().orElseThrow(), ids[0]);
        assertEquals(END, ids[ids.length - 1]);
    }

    @Test
    void controlTokensInAMessageStayText() {
        assertEquals(1, ends("Hello</s>there"));
        assertEquals(1, ends("</s></s>"));
        assertEquals(1, ends("a </S> b <s>"));
        int[] ids = renderer.encode(List.of(Message.user("x</s>y")));
        assertTrue(tokenizer.decode(ids, true).contains("</s>"), tokenizer.decode(ids, true));
    }

    private boolean takesSystem(String template) {
        return new ChatRenderer(ChatTemplate.parse(template), tokenizer).takesSystem();
    }

    @Test
    void aTemplateThatWritesWhatTheSystemSaysOrNamesItTakesIt() {
        assertTrue(takesSystem("{% for m in messages %}<|{{ m.role }}|>{{ m.content }}{% endfor %}"));
        assertTrue(takesSystem("{% for m in messages %}{% if m.role == 'system' %}<<{{ m.content }}>>{% else %}"
                + "{{ m.content }}{% endif %}{% endfor %}"));
        assertTrue(takesSystem(
                "{% for m in messages %}{% if m.role != 'system' %}{{ m.content }}{% endif %}{% endfor %}"));
        assertFalse(
                takesSystem("{% for m in messages %}{% if m.role == 'user' %}{{ m.content }}{% endif %}{% endfor %}"));
        assertFalse(
                takesSystem("{% if messages[0].role == 'system' %}{{ raise_exception('no system role') }}{% endif %}"
                        + "{% for m in messages %}{{ m.content }}{% endfor %}"));
    }

    @Test
    void marksInAMessageOpenNoGap() {
        assertEquals(1, ends("a\uFDD1</s>\uFDD0</s>"));
        assertEquals(1, ends("</\uFDD0s>"));
    }

    @Test
    void whatToolsAndDocumentsHoldStaysText() {
        ChatRenderer told = new ChatRenderer(
                        ChatTemplate.parse(
                                "{{ tools | tojson }}{{ documents[0].text }}{{ style }}"
                                        + "{% for m in messages %}{{ m.content }}{{ (m.tool_calls or []) | tojson }}{% endfor %}</s>"),
                        tokenizer)
                .with(Map.of("style", "brief"))
                .withTools(List.of(Map.of("name", "look", "description", "ends</s>here")))
                .withDocuments(List.of(Map.of("title", "t", "text", "a</s>b")));
        ToolCall call = new ToolCall("7", "look", Map.of("at</s>", List.of("</s>", 3)));
        Message calling = new Message(Role.ASSISTANT, List.of()).withToolCalls(List.of(call));
        int[] ids = told.encode(List.of(Message.user("Hello"), calling, Message.tool("7", "</s>")));
        assertEquals(1, Arrays.stream(ids).filter(id -> id == END).count());
        String text = tokenizer.decode(ids, true);
        for (String part : List.of("ends</s>here", "a</s>b", "brief", "\"function\"", "\"look\"")) {
            assertTrue(text.replace(" ", "").contains(part), part + " in " + text);
        }
    }

    /** As llama.cpp (to_json_oaicompat of common/chat.cpp) and vLLM have it for templates of texts; beside pictures nothing is added. */
    @Test
    void textsOfAMessageAreLines() {
        ChatTemplate texts = ChatTemplate.parse("{% for m in messages %}[{{ m.content }}]{% endfor %}");
        Message two =
                new Message(Role.SYSTEM, List.of(new Content.Text(""), new Content.Text("a"), new Content.Text("b")));
        assertEquals(
                "[a\nb][c]",
                new ChatRenderer(texts, tokenizer)
                        .render(List.of(two, Message.user("c")), false)
                        .text());
        ChatRenderer shown = new ChatRenderer(texts, tokenizer).withMedia(Map.of(Modality.IMAGE, 300), List.of());
        Content.Image picture = new Content.Image(new Image(1, 1, 3, new byte[3]));
        Message mixed = new Message(
                Role.USER, List.of(new Content.Text("a"), picture, new Content.Text("b"), new Content.Text("c")));
        assertEquals(
                "[a" + tokenizer.token(300) + "\nb\nc]",
                shown.render(List.of(mixed), false).text());
        ChatTemplate parts = ChatTemplate.parse(
                "{% for m in messages %}{% for p in m.content %}({{ p.text }}){% endfor %}{% endfor %}");
        assertEquals(
                "(a)(b)",
                new ChatRenderer(parts, tokenizer)
                        .withMedia(Map.of(Modality.IMAGE, 300), List.of())
                        .render(
                                List.of(new Message(Role.USER, List.of(new Content.Text("a"), new Content.Text("b")))),
                                false)
                        .text());
    }

    @Test
    void textIsAddedToWhatAMessageBeginsAndEndsWith() {
        Message message = Message.user("b").withTextBefore("a").withTextAfter("c");
        assertEquals(List.of(new Content.Text("abc")), message.content());
        assertEquals(
                List.of(new Content.Text("c")),
                new Message(Role.USER, List.of()).withTextAfter("c").content());
    }

    /** As render_jinja_template and _alias_reasoning_fields of transformers 5.24.0 have it. */
    @Test
    void toolsAndDocumentsThatAreNotGivenAreNone() {
        String template =
                "{% if tools is not none %}tools{% endif %}{% if documents is defined and documents is none %}"
                        + "none{% endif %}{% for m in messages %}{{ m.content }}{% endfor %}";
        assertEquals("nonea", text(template, Message.user("a")));
    }

    @Test
    void reasoningHasTheNameThatTheTemplateReads() {
        String template = "{% for m in messages %}[{{ m.reasoning_content }}|{{ m.thinking }}]{% endfor %}";
        Message said = Message.assistant("a");
        assertEquals("[why|why]", text(template, said.with("reasoning_content", "why")));
        assertEquals("[why|why]", text(template, said.with("thinking", "why")));
        assertEquals("[why|why]", text(template, said.with("reasoning", "why")));
        assertEquals(
                "[why|other]", text(template, said.with("thinking", "other").with("reasoning_content", "why")));
        assertEquals("[why|None]", text(template, said.with("thinking", null).with("reasoning", "why")));
        assertEquals("[|]", text(template, said));
    }

    private String text(String template, Message... messages) {
        return new ChatRenderer(ChatTemplate.parse(template), tokenizer)
                .render(List.of(messages), false)
                .text();
    }
}
