package org.menura.eval.multimodal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.chat.Message;
import org.menura.eval.model.AnswerSink;
import org.menura.eval.model.ContinuationRequest;
import org.menura.eval.model.EvalModel;
import org.menura.eval.model.GenerationRequest;
import org.menura.eval.model.GenerationSettings;
import org.menura.eval.model.LogLikelihood;
import org.menura.format.FormatException;
import org.menura.format.image.Image;
import org.menura.format.image.ImageFiles;

/** What a server is sent. */
class RemoteMediaTest {
    private static final class Server implements EvalModel {
        private final List<String> sent = new ArrayList<>();

        @Override
        public String name() {
            return "server";
        }

        @Override
        public String tokenizerName() {
            return "";
        }

        @Override
        public List<LogLikelihood> logLikelihoods(List<ContinuationRequest> requests, AnswerSink<LogLikelihood> sink) {
            return requests.stream().map(_ -> new LogLikelihood(0, false)).toList();
        }

        @Override
        public List<Double> rollingLogLikelihoods(List<String> texts, AnswerSink<Double> sink) {
            return texts.stream().map(_ -> 0.0).toList();
        }

        @Override
        public List<String> generate(List<GenerationRequest> requests, AnswerSink<String> sink) {
            requests.forEach(r -> sent.add(r.context()));
            return requests.stream().map(_ -> "yes").toList();
        }

        @Override
        public String renderChat(List<Message> messages, boolean addGenerationPrompt) {
            return "rendered";
        }
    }

    @Test
    void picturesGoIntoMessages(@TempDir Path folder) throws IOException {
        byte[] grey = new byte[3 * 16];
        java.util.Arrays.fill(grey, (byte) 77);
        String mark = new TaskFiles(folder).picture("grey", () -> new Image(4, 4, 3, grey));
        Server server = new Server();
        EvalModel model = MediaModel.of(server, folder, null);
        GenerationSettings settings = new GenerationSettings(Map.of());
        List<GenerationRequest> requests =
                List.of(new GenerationRequest(mark + "Is it grey?", settings), new GenerationRequest("1+1?", settings));
        assertEquals(List.of("yes", "yes"), model.generate(requests, AnswerSink.none()));
        assertEquals("1+1?", server.sent.get(1));
        JsonNode message = new ObjectMapper().readTree(server.sent.getFirst()).get(0);
        assertEquals("user", message.get("role").asText());
        assertEquals("Is it grey?", message.at("/content/1/text").asText());
        String url = message.at("/content/0/image_url/url").asText();
        byte[] png = Base64.getDecoder().decode(url.substring("data:image/png;base64,".length()));
        assertEquals(77, ImageFiles.read(png, "sent").at(2, 2, 1));
        assertEquals(mark + "Is it grey?", model.renderChat(List.of(Message.user(mark + "Is it grey?")), true));
        assertEquals("rendered", model.renderChat(List.of(Message.user("1+1?")), true));
    }

    @Test
    void likelihoodsDrawingsAndFilesElsewhereAreRefused(@TempDir Path folder) {
        EvalModel model = MediaModel.of(new Server(), folder, null);
        GenerationSettings settings = new GenerationSettings(Map.of());
        assertThrows(
                FormatException.class,
                () -> model.logLikelihoods(
                        List.of(new ContinuationRequest(MediaText.image("a.png"), " yes")), AnswerSink.none()));
        for (String mark : List.of(
                MediaText.drawing("Draw a heart."), MediaText.image("../secret.png"), MediaText.audio("missing.wav"))) {
            assertThrows(
                    FormatException.class,
                    () -> model.generate(List.of(new GenerationRequest(mark, settings)), AnswerSink.none()));
        }
    }
}
