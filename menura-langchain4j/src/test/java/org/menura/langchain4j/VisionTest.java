package org.menura.langchain4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.menura.format.audio.AudioFiles;
import org.menura.format.image.ImageFiles;
import org.menura.generate.GenerationOptions;
import org.menura.generate.LanguageModel;
import org.menura.generate.Menura;

/** The model that comes with Menura is shown images and recordings. */
@Tag("slow")
class VisionTest {
    private static final Path SAMPLES = Repository.path("models/nano-omni/samples");
    private static LanguageModel omni;

    @BeforeAll
    static void load() {
        omni = Menura.load(Repository.path("models/nano-omni"));
    }

    @AfterAll
    static void close() {
        omni.close();
    }

    private static ChatResponse answer(Content... contents) {
        return MenuraChatModel.builder()
                .model(omni)
                .temperature(0.0)
                .maxOutputTokens(24)
                .build()
                .chat(ChatRequest.builder().messages(UserMessage.from(contents)).build());
    }

    private static String base64(String sample) throws IOException {
        return Base64.getEncoder().encodeToString(Files.readAllBytes(SAMPLES.resolve(sample)));
    }

    @Test
    void anImageIsSeen() throws IOException {
        ImageContent image = ImageContent.from(base64("picture.png"), "image/png");
        ChatResponse response = answer(image, TextContent.from("What is this?"));
        org.menura.chat.Content shown =
                new org.menura.chat.Content.Image(ImageFiles.read(SAMPLES.resolve("picture.png")));
        assertEquals(
                said(List.of(shown, new org.menura.chat.Content.Text("What is this?"))),
                response.aiMessage().text());
        assertTrue(response.tokenUsage().inputTokenCount()
                > answer(TextContent.from("What is this?")).tokenUsage().inputTokenCount());
    }

    @Test
    void anImageMayBeAFile() {
        ImageContent image = ImageContent.from(SAMPLES.resolve("picture.png").toUri());
        ChatResponse response = answer(image, TextContent.from("What is this?"));
        assertNotEquals(
                answer(TextContent.from("What is this?")).tokenUsage().inputTokenCount(),
                response.tokenUsage().inputTokenCount());
    }

    @Test
    void aRecordingIsHeard() throws IOException {
        AudioContent audio = AudioContent.from(base64("word.wav"), "audio/wav");
        ChatResponse response = answer(audio, TextContent.from("What is said?"));
        int rate = AudioFiles.open(SAMPLES.resolve("word.wav")).rate();
        org.menura.chat.Content heard =
                new org.menura.chat.Content.Audio(AudioFiles.readMono(SAMPLES.resolve("word.wav"), rate, 60), rate);
        assertEquals(
                said(List.of(heard, new org.menura.chat.Content.Text("What is said?"))),
                response.aiMessage().text());
    }

    /** What the model says in a conversation of Menura's own. */
    private static String said(List<org.menura.chat.Content> parts) {
        return omni.newChat(null, GenerationOptions.of(24).greedy())
                .say(parts, _ -> {})
                .result()
                .text()
                .strip();
    }
}
