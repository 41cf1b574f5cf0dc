package org.menura.springai;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Content;
import org.menura.chat.Message;
import org.menura.chat.Role;
import org.menura.chat.ToolCall;
import org.menura.format.audio.AudioFiles;
import org.menura.format.audio.AudioStream;
import org.menura.format.image.ImageFiles;
import org.menura.format.json.Json;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.content.Media;

/** Conversations as Spring AI has them, as Menura has them. */
final class Conversations {
    /** Metadata of a message that holds its reasoning, as for ollama's models. */
    static final String THINKING = "thinking";

    private static final int MAX_SECONDS = 600;
    private static final String BASE64 = ";base64,";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, @Nullable Object>> VALUES = new TypeReference<>() {};

    private Conversations() {}

    static List<Message> of(List<org.springframework.ai.chat.messages.Message> messages) {
        return messages.stream().flatMap(Conversations::of).toList();
    }

    private static Stream<Message> of(org.springframework.ai.chat.messages.Message message) {
        return switch (message) {
            case UserMessage m -> Stream.of(user(m));
            case AssistantMessage m -> Stream.of(assistant(m));
            case ToolResponseMessage m ->
                m.getResponses().stream()
                        .map(r -> Message.tool(r.id(), r.responseData()).with("name", r.name()));
            default -> Stream.of(Message.system(text(message)));
        };
    }

    private static String text(org.springframework.ai.chat.messages.Message message) {
        return message.getText() == null ? "" : message.getText();
    }

    private static Message user(UserMessage message) {
        List<Content> parts = new ArrayList<>();
        message.getMedia().forEach(m -> parts.add(media(m)));
        parts.add(new Content.Text(text(message)));
        return new Message(Role.USER, parts);
    }

    private static Message assistant(AssistantMessage message) {
        String said = text(message);
        Message out = said.isEmpty() ? new Message(Role.ASSISTANT, List.of()) : Message.assistant(said);
        if (message.getMetadata().get(THINKING) instanceof String thought && !thought.isEmpty()) {
            out = out.withReasoning(thought);
        }
        return message.hasToolCalls()
                ? out.withToolCalls(
                        message.getToolCalls().stream().map(Conversations::call).toList())
                : out;
    }

    // The class file of a record keeps no annotations of the types within its constructor's parameters.
    @SuppressWarnings("NullAway")
    private static ToolCall call(AssistantMessage.ToolCall call) {
        String arguments = call.arguments().isBlank() ? "{}" : call.arguments();
        JsonNode json = Json.parse(arguments, "the arguments of a call of " + call.name());
        return new ToolCall(call.id(), call.name(), new LinkedHashMap<>(JSON.convertValue(json, VALUES)));
    }

    private static Content media(Media media) {
        byte[] file = bytes(media);
        return switch (media.getMimeType().getType()) {
            case "image" -> new Content.Image(ImageFiles.read(file, media.getName()));
            case "audio" -> {
                try (AudioStream in = AudioFiles.open(new ByteArrayInputStream(file), media.getName())) {
                    int rate = in.rate();
                    yield new Content.Audio(AudioFiles.readMono(in, rate, MAX_SECONDS), rate);
                }
            }
            default ->
                throw new IllegalArgumentException("a model takes in images and audio, not " + media.getMimeType());
        };
    }

    /** Returns the bytes of media; nothing is fetched from a network. */
    private static byte[] bytes(Media media) {
        if (media.getData() instanceof byte[] bytes) {
            return bytes;
        }
        String given = String.valueOf(media.getData());
        try {
            if (given.startsWith("file:")) {
                return Files.readAllBytes(Path.of(URI.create(given)));
            }
            if (given.startsWith("data:") && given.contains(BASE64)) {
                return Base64.getMimeDecoder().decode(given.substring(given.indexOf(BASE64) + BASE64.length()));
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("%s cannot be read: %s".formatted(given, e), e);
        }
        if (given.contains("://")) {
            throw new IllegalArgumentException(
                    "media at network addresses is not supported, as this model runs in the process; give its bytes");
        }
        return Base64.getMimeDecoder().decode(given);
    }
}
