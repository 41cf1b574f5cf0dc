package org.menura.chat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.FormatException;
import org.menura.format.Modality;
import org.menura.format.image.Image;
import org.menura.format.json.Json;

class MessageJsonTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static Message read(String json) {
        return MessageJson.read(Json.parse(json, "test"), "the message", Path.of("data")::resolve);
    }

    private static Message again(Message message) {
        return MessageJson.read(MAPPER.valueToTree(MessageJson.write(message)), "the message", Path::of);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'role':'system','content':'Be brief.'}",
                "{'role':'assistant','content':null,'tool_calls':[{'id':'1','type':'function',"
                        + "'function':{'name':'add','arguments':'{\\\"a\\\": 1}'}}]}",
                "{'role':'tool','content':'2','tool_call_id':'1','name':'add'}",
                "{'role':'assistant','content':'4','reasoning_content':'2 and 2','weight':null}",
                "{'role':'developer','content':''}"
            })
    void whatIsReadIsWritten(String quoted) throws Exception {
        String json = quoted.replace('\'', '"');
        assertEquals(json, MAPPER.writeValueAsString(MessageJson.write(read(json))));
    }

    @Test
    void callsOfToolsInEitherForm() {
        Message message = read("""
                {"role": "assistant", "content": null, "tool_calls": [
                 {"id": "1", "type": "function", "function": {"name": "add", "arguments": "{\\"a\\": 1}"}},
                 {"name": "now"}]}""");
        assertEquals(
                List.of(new ToolCall("1", "add", Map.of("a", 1)), new ToolCall(null, "now", Map.of())),
                message.toolCalls());
        assertEquals("1", Message.tool("1", "3").toolCallId());
        assertEquals("hm", Message.assistant("yes").withReasoning("hm").reasoning());
        assertNull(message.toolCallId());
        Message nameless = read("{\"role\": \"assistant\", \"tool_calls\": [{\"id\": \"1\"}]}");
        assertTrue(assertThrows(FormatException.class, nameless::toolCalls)
                .getMessage()
                .contains("name"));
    }

    @Test
    void imagesAndAudioInFilesAndWithinTheText() {
        Message files = read("""
                {"role": "user", "content": [{"type": "image", "path": "a.png"}, {"type": "text", "text": "What?"},
                                             {"type": "audio", "path": "b.wav"}]}""");
        assertEquals(
                List.of(
                        new Content.MediaFile(Modality.IMAGE, Path.of("data/a.png")),
                        new Content.Text("What?"),
                        new Content.MediaFile(Modality.AUDIO, Path.of("data/b.wav"))),
                files.content());
        assertEquals(files, again(files));
        Image image = new Image(2, 1, 3, new byte[] {1, 2, 3, 40, 50, 60});
        Message seen = Message.user(List.of(image), "What?");
        assertEquals(seen, again(seen));
        float[] samples = {0, 0.5f, -1, 0.25f};
        Content.Audio heard = (Content.Audio) again(new Message(Role.USER, List.of(new Content.Audio(samples, 8000))))
                .content()
                .getFirst();
        assertEquals(8000, heard.rate());
        assertArrayEquals(samples, heard.samples(), 1e-4f);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'content':'a'}",
                "{'role':' ','content':'a'}",
                "{'role':'user','content':null}",
                "{'role':'user','content':[]}",
                "{'role':'user','content':[{'type':'video','path':'a'}]}",
                "{'role':'user','content':[{'type':'image_url','image_url':{'url':'http://a'}}]}",
                "{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/png;base64,*'}}]}",
                "{'role':'user','content':[{'type':'input_audio','input_audio':{'data':'AAAA'}}]}"
            })
    void whatIsNoMessageIsRefused(String quoted) {
        FormatException e = assertThrows(FormatException.class, () -> read(quoted.replace('\'', '"')));
        assertTrue(e.getMessage().contains("the message"), e.getMessage());
    }

    @Test
    void fieldsCannotBeChangedAfterwards() {
        List<@Nullable Object> list = new ArrayList<>(List.of("a"));
        Map<String, @Nullable Object> fields = new HashMap<>(Map.of("list", list));
        Message message = new Message(Role.USER, List.of(new Content.Text("b")), fields);
        list.add(null);
        fields.put("more", 1);
        assertEquals(Map.of("list", List.of("a")), message.fields());
        assertThrows(UnsupportedOperationException.class, () -> message.fields().put("c", 1));
        assertThrows(
                UnsupportedOperationException.class,
                () -> ((List<?>) message.with("d", null).fields().get("list")).clear());
    }
}
