package org.menura.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.menura.scripted.UntaughtWhisper;
import org.menura.serve.model.ModelEntry;

/** Recordings over HTTP, written down by a model that has learned nothing. */
@Tag("slow")
@Timeout(90)
class AudioRoutesTest {
    private static final Path SPEECH = Path.of("../testdata/audio/jfk.flac");

    @TempDir
    private static Path folder;

    private static MenuraServer server;
    private static Client client;

    @BeforeAll
    static void start() throws IOException {
        server = MenuraServer.start(TestModels.options(
                        ModelEntry.of("stories", TestModels.STORIES),
                        ModelEntry.of("whisper", UntaughtWhisper.write(folder.resolve("whisper"))))
                .withPreload(true)
                .withVoiceDetector(Path.of("../models/silero-vad")));
        client = new Client(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A form of some texts, and the recording. */
    private static Client.Answer post(String path, String... fields) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i += 2) {
            out.writeBytes(("--mark\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n"
                            .formatted(fields[i], fields[i + 1]))
                    .getBytes(StandardCharsets.UTF_8));
        }
        out.writeBytes(
                "--mark\r\nContent-Disposition: form-data; name=\"file\"; filename=\"jfk.flac\"\r\nContent-Type: audio/flac\r\n\r\n"
                        .getBytes(StandardCharsets.UTF_8));
        out.writeBytes(Files.readAllBytes(SPEECH));
        out.writeBytes("\r\n--mark--\r\n".getBytes(StandardCharsets.UTF_8));
        return client.postBytes(path, "multipart/form-data; boundary=mark", out.toByteArray());
    }

    private static JsonNode verbose(String... more) throws Exception {
        List<String> fields =
                new ArrayList<>(List.of("model", "whisper", "language", "en", "response_format", "verbose_json"));
        fields.addAll(List.of(more));
        return post("/v1/audio/transcriptions", fields.toArray(String[]::new)).json();
    }

    @Test
    void aRecordingIsWrittenDownInAllForms() throws Exception {
        Client.Answer json = post("/v1/audio/transcriptions", "model", "whisper", "language", "en");
        assertEquals(200, json.status(), json.text());
        String text = json.json().path("text").asText();
        assertFalse(text.isEmpty());
        assertEquals(11, json.json().at("/usage/seconds").asInt());
        Client.Answer plain =
                post("/v1/audio/transcriptions", "model", "whisper", "language", "en", "response_format", "text");
        assertEquals(text + "\n", plain.text());
        JsonNode verbose = verbose();
        assertEquals(text, verbose.path("text").asText());
        assertEquals("en", verbose.path("language").asText());
        assertTrue(verbose.path("segments").size() > 0);
        assertTrue(verbose.at("/segments/0/end").asDouble() > 0);
        assertTrue(verbose.at("/segments/0/compression_ratio").asDouble() > 0);
        assertTrue(verbose.path("words").isMissingNode());
        assertTrue(post("/v1/audio/transcriptions", "model", "whisper", "response_format", "srt")
                .text()
                .startsWith("1\n00:00:"));
        assertTrue(post("/v1/audio/transcriptions", "model", "whisper", "response_format", "vtt")
                .text()
                .startsWith("WEBVTT"));
    }

    @Test
    void wordsHaveTimesWhereTheyAreAskedFor() throws Exception {
        JsonNode verbose = verbose("timestamp_granularities[]", "word");
        assertTrue(verbose.path("segments").isMissingNode());
        JsonNode first = verbose.at("/words/0");
        assertEquals(first.path("word").asText().strip(), first.path("word").asText());
        assertTrue(first.path("end").asDouble() >= first.path("start").asDouble());
        Client.Answer refused =
                post("/v1/audio/transcriptions", "model", "whisper", "timestamp_granularities[]", "word");
        assertEquals(400, refused.status());
        assertTrue(refused.text().contains("verbose_json"), refused.text());
    }

    @Test
    void segmentsAreStreamed() throws Exception {
        String text = post("/v1/audio/transcriptions", "model", "whisper", "language", "en")
                .json()
                .path("text")
                .asText();
        List<JsonNode> events = post("/v1/audio/transcriptions", "model", "whisper", "language", "en", "stream", "true")
                .events();
        assertEquals(text, events.getLast().path("text").asText());
        assertEquals("transcript.text.done", events.getLast().path("type").asText());
        assertEquals(
                text,
                events.stream()
                        .filter(e -> e.path("type").asText().endsWith("delta"))
                        .map(e -> e.path("delta").asText())
                        .collect(Collectors.joining()));
    }

    @Test
    void theModelThatHearsAnswersWhoNamesNone() throws Exception {
        assertEquals(200, post("/v1/audio/transcriptions").status());
        assertEquals(200, post("/v1/audio/translations", "model", "whisper").status());
    }

    @Test
    void aPromptIsTaken() throws Exception {
        assertEquals(
                200,
                post("/v1/audio/transcriptions", "model", "whisper", "prompt", "w5 w6")
                        .status());
    }

    @Test
    void refusalsAreNamed() throws Exception {
        assertEquals(
                "response_format",
                post("/v1/audio/transcriptions", "model", "whisper", "response_format", "x")
                        .error()
                        .path("param")
                        .asText());
        assertEquals(
                "nonsense",
                post("/v1/audio/transcriptions", "model", "whisper", "nonsense", "x")
                        .error()
                        .path("param")
                        .asText());
        assertEquals(
                "unsupported_modality",
                post("/v1/audio/transcriptions", "model", "stories")
                        .error()
                        .path("code")
                        .asText());
        assertEquals(400, client.post("/v1/audio/transcriptions", "{}").status());
        byte[] cut =
                "--mark\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nabc".getBytes(StandardCharsets.UTF_8);
        assertEquals(
                400,
                client.postBytes("/v1/audio/transcriptions", "multipart/form-data; boundary=mark", cut)
                        .status());
        byte[] noise = "--mark\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nabc\r\n--mark--"
                .getBytes(StandardCharsets.UTF_8);
        Client.Answer noSound =
                client.postBytes("/v1/audio/transcriptions", "multipart/form-data; boundary=mark", noise);
        assertEquals(400, noSound.status(), noSound.text());
        assertEquals("file", noSound.error().path("param").asText());
    }
}
