package org.menura.chat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.Modality;
import org.menura.format.audio.AudioFiles;
import org.menura.format.audio.AudioStream;
import org.menura.format.image.ImageFiles;

/**
 * JSON of messages: {@code {"role": …, "content": …}} with a text or a list of parts, as in chats of OpenAI's API and
 * of Hugging Face, and any further fields.
 *
 * <pre>
 * {"type": "text", "text": "What is this?"}
 * {"type": "image", "path": "a.png"}                                        or "audio"
 * {"type": "image_url", "image_url": {"url": "data:image/png;base64,…"}}    images within the JSON
 * {"type": "input_audio", "input_audio": {"data": "…", "format": "wav"}}    audio within the JSON
 * </pre>
 */
public final class MessageJson {
    private static final int MAX_SECONDS = 600;
    private static final int WAV_HEADER = 44;
    private static final String DATA = "data:";
    private static final String BASE64 = ";base64,";
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final TypeReference<Map<String, @Nullable Object>> FIELDS = new TypeReference<>() {};

    private MessageJson() {}

    /**
     * Reads a message from JSON.
     *
     * @param where name of the message in error messages
     * @param files finds the file that a part names
     * @throws FormatException if it has no role, nothing that it says, or a part that is not known
     */
    public static Message read(JsonNode json, String where, Function<String, Path> files) {
        JsonNode role = json.path("role");
        JsonNode content = json.path("content");
        boolean silent = (content.isNull() || content.isMissingNode()) && json.hasNonNull("tool_calls");
        if (!role.isTextual() || role.asText().isBlank() || !content.isTextual() && !content.isArray() && !silent) {
            throw new FormatException(where + " needs the strings 'role' and 'content'");
        }
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(MAPPER.convertValue(json, FIELDS));
        fields.remove("role");
        fields.remove("content");
        List<Content> parts = new ArrayList<>();
        if (content.isTextual()) {
            parts.add(new Content.Text(content.textValue()));
        }
        for (JsonNode part : content) {
            parts.add(part(part, "part %d of %s".formatted(parts.size() + 1, where), files));
        }
        if (parts.isEmpty() && !silent) {
            throw new FormatException(where + " has no part in its 'content'");
        }
        return new Message(new Role(role.textValue()), parts, fields);
    }

    private static Content part(JsonNode part, String where, Function<String, Path> files) {
        String type = part.path("type").asText();
        Modality modality = Modality.of(type).orElse(null);
        String path = part.path("path").textValue();
        String url = part.at("/image_url/url").asText();
        String data = part.at("/input_audio/data").textValue();
        if (modality == Modality.TEXT && part.path("text").isTextual()) {
            return new Content.Text(part.path("text").textValue());
        }
        if (modality != null && modality != Modality.TEXT && path != null) {
            return new Content.MediaFile(modality, files.apply(path));
        }
        if (type.equals("image_url") && url.startsWith(DATA) && url.contains(BASE64)) {
            String file = url.substring(url.indexOf(BASE64) + BASE64.length());
            return new Content.Image(ImageFiles.read(bytes(file, where), where));
        }
        if (type.equals("input_audio") && data != null) {
            AudioStream in = AudioFiles.open(new ByteArrayInputStream(bytes(data, where)), where);
            int rate = in.rate();
            return new Content.Audio(AudioFiles.readMono(in, rate, MAX_SECONDS), rate);
        }
        throw new FormatException(
                where + " needs the string 'type' (text, image, audio) and beside it 'text', or 'path'"
                        + " of a picture or sound");
    }

    private static byte[] bytes(String base64, String where) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new FormatException("%s is no Base64: %s".formatted(where, e.getMessage()), e);
        }
    }

    /** Converts a message to JSON values: maps, lists, strings, numbers, truth values, null. */
    public static Map<String, @Nullable Object> write(Message message) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("role", message.role().name());
        List<Content> parts = message.content();
        if (message.media().isEmpty()) {
            json.put("content", parts.isEmpty() ? null : message.text());
        } else {
            json.put("content", parts.stream().map(MessageJson::written).toList());
        }
        json.putAll(message.fields());
        return json;
    }

    private static Map<String, Object> written(Content part) {
        return switch (part) {
            case Content.Text(String text) -> Map.of("type", "text", "text", text);
            case Content.MediaFile(Modality modality, Path file) ->
                Map.of("type", modality.key(), "path", file.toString());
            case Content.Image(var image) -> {
                String url = DATA + "image/png" + BASE64 + base64(ImageFiles.png(image));
                yield Map.of("type", "image_url", "image_url", Map.of("url", url));
            }
            case Content.Audio audio ->
                Map.of("type", "input_audio", "input_audio", Map.of("data", base64(wav(audio)), "format", "wav"));
        };
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Encodes audio as a WAV file of 16-bit samples. */
    private static byte[] wav(Content.Audio audio) {
        int size = Math.multiplyExact(Short.BYTES, audio.samples().length);
        ByteBuffer out = ByteBuffer.allocate(Math.addExact(WAV_HEADER, size)).order(ByteOrder.LITTLE_ENDIAN);
        out.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(WAV_HEADER - 8 + size);
        out.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        out.putShort((short) 1).putShort((short) 1).putInt(audio.rate()).putInt(Short.BYTES * audio.rate());
        out.putShort((short) Short.BYTES).putShort((short) Short.SIZE);
        out.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(size);
        for (float sample : audio.samples()) {
            out.putShort((short) Math.clamp(Math.round(sample * 32768), Short.MIN_VALUE, Short.MAX_VALUE));
        }
        return out.array();
    }

    static @Nullable Object value(JsonNode json) {
        return MAPPER.convertValue(json, Object.class);
    }
}
