package org.menura.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.TensorEntry;
import org.menura.format.gguf.FileType;
import org.menura.format.gguf.GgufFile;
import org.menura.format.gguf.GgufWriter;
import org.menura.model.load.GgufConvert;
import org.menura.model.load.ModelSource;
import org.menura.serve.model.ModelEntry;

/** What editors ask for, beside what llama.cpp's server said of the same model (xllamacpp 2026.10.11549). */
@Tag("slow")
@Timeout(120)
class InfillTest {
    private static final List<String> TOKENS = List.of(
            "<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>", "<|repo_name|>", "<|file_sep|>", "<|fim_pad|>");
    private static final int FIRST = 490;
    private static final int CONTROL = 3;
    private static final String ASKED = "'input_prefix':'Once upon a','input_suffix':' happy.','n_predict':8";

    @TempDir
    private static Path folder;

    private static MenuraServer server;
    private static Client client;

    @BeforeAll
    static void start() throws IOException {
        server = MenuraServer.start(TestModels.options(ModelEntry.of("stories", withTokens())));
        client = new Client(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** The stories' model, where rare tokens are those around texts. */
    private static Path withTokens() throws IOException {
        Path plain = folder.resolve("plain.gguf");
        GgufConvert.write(ModelSource.open(TestModels.STORIES), plain, FileType.F32, GgufWriter.Progress.NONE);
        GgufFile from = GgufFile.open(plain);
        Map<String, Object> metadata = new LinkedHashMap<>(from.metadata());
        List<String> names = new ArrayList<>((List<String>) metadata.get("tokenizer.ggml.tokens"));
        long[] types = ((long[]) metadata.get("tokenizer.ggml.token_type")).clone();
        for (int i = 0; i < TOKENS.size(); i++) {
            names.set(FIRST + i, TOKENS.get(i));
            types[FIRST + i] = CONTROL;
        }
        metadata.put("tokenizer.ggml.tokens", names.toArray(String[]::new));
        metadata.put("tokenizer.ggml.token_type", types);
        SequencedMap<String, TensorEntry> tensors = new LinkedHashMap<>();
        for (String name : from.names()) {
            tensors.put(name, new TensorEntry(from.dtype(name), from.shape(name), () -> from.tensor(name)));
        }
        Path out = folder.resolve("fim.gguf");
        GgufWriter.write(out, metadata, tensors, GgufWriter.Progress.NONE);
        return out;
    }

    private static JsonNode asked(String route, String fields) throws Exception {
        Client.Answer answer = client.post(route, "{" + fields + "}");
        assertEquals(200, answer.status(), answer.text());
        return answer.json();
    }

    @Test
    void otherFilesStandBeforeTheTexts() throws Exception {
        JsonNode plain = asked("/infill", ASKED + ",'temperature':0");
        assertEquals("utter was very small", plain.path("content").asText());
        assertEquals(28, plain.path("tokens_evaluated").asInt());
        JsonNode named =
                asked("/infill", ASKED + ",'temperature':0,'input_extra':[{'filename':'a.py','text':'The dog ran.'}]");
        assertEquals(40, named.path("tokens_evaluated").asInt());
        assertEquals("utter was very small", named.path("content").asText());
        JsonNode begun = asked("/infill", ASKED + ",'temperature':0,'prompt':' time, there'");
        assertEquals(32, begun.path("tokens_evaluated").asInt());
        assertEquals("re was a big, red b", begun.path("content").asText());
    }

    /** The context takes 512 tokens; of what does not fit, the end counts. */
    @Test
    void ofOtherFilesAsMuchIsReadAsThereIsRoomFor() throws Exception {
        String extra = "{'text':'%s'}".formatted("The dog ran. ".repeat(300));
        JsonNode answer = asked("/infill", ASKED + ",'temperature':0,'input_extra':[%s]".formatted(extra));
        assertEquals(512 - 8, answer.path("tokens_evaluated").asInt());
        assertEquals(8, answer.path("tokens_predicted").asInt());
    }

    /** What llama.vim asks. */
    @Test
    void editorsGetTheFieldsThatTheyAskFor() throws Exception {
        JsonNode answer = asked(
                "/infill",
                ASKED + ",'id_slot':0,'input_extra':[],'prompt':'','stop':[],'n_indent':0,'top_k':40,'top_p':0.9,"
                        + "'stream':false,'samplers':['top_k','top_p','infill'],'cache_prompt':true,"
                        + "'t_max_prompt_ms':500,'t_max_predict_ms':1000,'response_fields':['content',"
                        + "'timings/prompt_per_token_ms','timings/predicted_per_token_ms','truncated','tokens_cached']");
        assertEquals(5, answer.size(), answer.toString());
        asked("/infill", ASKED.replace("'n_predict':8", "'n_predict':0") + ",'samplers':[]");
    }

    @Test
    void textsEndBeforeALineThatIsIndentedLess() throws Exception {
        String fields = "'prompt':'Once upon a time\\n  a','n_predict':60,'temperature':0,'logit_bias':[[13,8]]";
        JsonNode cut = asked("/completion", fields + ",'n_indent':2");
        assertEquals("nimals named Jack.\n", cut.path("content").asText());
        assertEquals("limit", cut.path("stop_type").asText());
        String whole = asked("/completion", fields).path("content").asText();
        assertTrue(whole.startsWith(cut.path("content").asText()) && whole.contains("One day"), whole);
        List<JsonNode> streamed = client.post("/completion", "{%s,'n_indent':2,'stream':true}".formatted(fields))
                .events();
        StringBuilder text = new StringBuilder();
        streamed.forEach(e -> text.append(e.path("content").asText()));
        assertEquals(cut.path("content").asText(), text.toString());
    }
}
