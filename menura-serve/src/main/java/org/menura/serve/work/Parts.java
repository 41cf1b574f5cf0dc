package org.menura.serve.work;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.menura.serve.http.Fields;
import org.menura.serve.http.HttpError;

/** Parts of a message's content, as clients write them, brought into the form that messages are read in. */
final class Parts {
    private Parts() {}

    /** Brings a part into its usual form, in its place. */
    static void normalise(JsonNode given, String where, MediaLimits limits) {
        if (!(given instanceof ObjectNode part)) {
            throw Fields.wrong(where, "a part: an object", given);
        }
        String type = part.path("type").asText();
        switch (type) {
            case "text" -> text(part, where);
            case "input_text", "output_text" -> {
                part.put("type", "text");
                text(part, where);
            }
            case "refusal" -> {
                part.put("type", "text");
                part.set("text", part.path("refusal"));
                text(part, where);
            }
            case "image_url", "input_image" -> image(part, where, limits);
            case "input_audio" -> audio(part, where, limits);
            case "audio_url" ->
                throw HttpError.unsupported(
                        where, "'%s': send the recording itself, as 'input_audio'".formatted(where));
            case "image", "audio" ->
                throw HttpError.unsupported(
                        where,
                        "'%s': send %s itself, as '%s'"
                                .formatted(where, type, type.equals("image") ? "image_url" : "input_audio"));
            case "video_url", "video", "input_video", "file", "input_file", "document" ->
                throw HttpError.invalid(
                        where,
                        "unsupported_modality",
                        "'%s': parts of the type '%s' are not supported".formatted(where, type));
            case "" ->
                throw HttpError.invalid(
                        where + ".type", "missing_required_parameter", "'%s.type' is required".formatted(where));
            default ->
                throw HttpError.unsupported(
                        where + ".type",
                        "'%s.type': there is no part '%s'; use text, image_url or input_audio".formatted(where, type));
        }
        part.remove(List.of("detail", "cache_control", "annotations"));
    }

    private static void text(ObjectNode part, String where) {
        if (!part.path("text").isTextual()) {
            throw Fields.wrong(where + ".text", "a string", part.path("text"));
        }
    }

    private static void image(ObjectNode part, String where, MediaLimits limits) {
        JsonNode image = part.path("image_url");
        String url = image.isTextual() ? image.textValue() : image.path("url").asText();
        String at = where + ".image_url";
        if (!url.regionMatches(true, 0, "data:", 0, 5)) {
            throw HttpError.invalid(
                    at,
                    "unsupported_image_url",
                    "'%s' must be a data: URL with the picture in Base64; this server fetches nothing from elsewhere"
                            .formatted(at));
        }
        int comma = url.indexOf(',');
        if (comma < 0 || !url.substring(0, comma).toLowerCase(Locale.ROOT).endsWith(";base64")) {
            throw HttpError.invalid(at, "'%s' must be a data: URL in Base64, as data:image/png;base64,…".formatted(at));
        }
        limits.checkMedia(at, true, (url.length() - comma) * 3L / 4);
        part.put("type", "image_url");
        ObjectNode normal = part.putObject("image_url");
        normal.put("url", "data:image/png;base64," + url.substring(comma + 1).replaceAll("\\s", ""));
    }

    private static void audio(ObjectNode part, String where, MediaLimits limits) {
        JsonNode data = part.path("input_audio").path("data");
        String at = where + ".input_audio.data";
        if (!data.isTextual()) {
            throw Fields.wrong(at, "the recording in Base64", data);
        }
        String text = data.textValue();
        String bare = text.startsWith("data:") ? text.substring(text.indexOf(',') + 1) : text;
        limits.checkMedia(at, false, bare.length() * 3L / 4);
        ((ObjectNode) part.path("input_audio")).put("data", bare);
    }
}
