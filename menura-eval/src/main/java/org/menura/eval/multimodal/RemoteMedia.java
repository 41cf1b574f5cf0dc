package org.menura.eval.multimodal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Message;
import org.menura.eval.model.AnswerSink;
import org.menura.eval.model.ContinuationRequest;
import org.menura.eval.model.EvalModel;
import org.menura.eval.model.GenerationRequest;
import org.menura.eval.model.LogLikelihood;
import org.menura.format.FormatException;
import org.menura.format.image.ImageFiles;
import org.menura.format.python.Python;

/** A model behind OpenAI's chat API that is sent the pictures and sounds which prompts mark, inside of messages. */
final class RemoteMedia implements EvalModel {
    private final EvalModel server;
    private final Path root;

    RemoteMedia(EvalModel server, Path root) {
        this.server = server;
        this.root = root;
    }

    @Override
    public String name() {
        return server.name();
    }

    @Override
    public String tokenizerName() {
        return server.tokenizerName();
    }

    @Override
    public List<LogLikelihood> logLikelihoods(List<ContinuationRequest> requests, AnswerSink<LogLikelihood> sink) {
        if (requests.stream().anyMatch(r -> MediaText.isIn(r.context()))) {
            throw new FormatException(
                    "Servers don't tell likelihoods of answers about pictures; leave out seed, or measure a"
                            + " model on this machine.");
        }
        return server.logLikelihoods(requests, sink);
    }

    @Override
    public List<Double> rollingLogLikelihoods(List<String> texts, AnswerSink<Double> sink) {
        return server.rollingLogLikelihoods(texts, sink);
    }

    @Override
    public List<String> generate(List<GenerationRequest> requests, AnswerSink<String> sink) {
        return server.generate(
                requests.stream()
                        .map(r -> MediaText.isIn(r.context())
                                ? new GenerationRequest(messages(r.context()), r.settings())
                                : r)
                        .toList(),
                sink);
    }

    private String messages(String context) {
        List<Map<String, @Nullable Object>> content = new ArrayList<>();
        for (MediaText.Part part : MediaText.parts(context)) {
            content.add(
                    switch (part) {
                        case MediaText.Part.Text(String text) -> TaskFiles.row("type", "text", "text", text);
                        case MediaText.Part.Image(String file) -> {
                            byte[] png =
                                    ImageFiles.png(MediaText.picture(root, file).image());
                            String url = "data:image/png;base64,"
                                    + Base64.getEncoder().encodeToString(png);
                            yield TaskFiles.row("type", "image_url", "image_url", Map.of("url", url));
                        }
                        case MediaText.Part.Audio(String file) ->
                            TaskFiles.row(
                                    "type",
                                    "input_audio",
                                    "input_audio",
                                    TaskFiles.row("data", sound(file), "format", "wav"));
                        case MediaText.Part.Drawing _, MediaText.Part.Choice _ ->
                            throw new FormatException("Servers are not asked for drawings; leave out drawings.");
                    });
        }
        return Python.jsonDumps(List.of(TaskFiles.row("role", "user", "content", content)), false);
    }

    private String sound(String file) {
        MediaText.sound(root, file);
        try {
            return Base64.getEncoder().encodeToString(Files.readAllBytes(root.resolve(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Prompts with marks stay as they are: they become messages when they are sent. */
    @Override
    public String renderChat(List<Message> messages, boolean addGenerationPrompt) {
        if (messages.stream().noneMatch(m -> MediaText.isIn(m.text()))) {
            return server.renderChat(messages, addGenerationPrompt);
        }
        return String.join("\n\n", messages.stream().map(Message::text).toList());
    }

    @Override
    public void close() {
        server.close();
    }
}
