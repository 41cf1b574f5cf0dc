package org.menura.chat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.menura.format.image.Image;

/**
 * A turn of a conversation.
 *
 * @param role {@code system}, {@code user} or {@code assistant}
 * @param parts what it consists of, in order
 */
public record Message(String role, List<Part> parts) {
    private static final Pattern PLACE = Pattern.compile("<(image|audio)>");

    public Message {
        parts = List.copyOf(parts);
    }

    /** What is said in words alone. */
    public static Message of(String role, String text) {
        return new Message(role, List.of(new Part.Text(text)));
    }

    /** What a user says, pictures first. */
    public static Message ofUser(List<Image> pictures, String text) {
        List<Part> parts = new ArrayList<>();
        pictures.forEach(p -> parts.add(new Part.Picture(p)));
        parts.add(new Part.Text(text));
        return new Message("user", parts);
    }

    /**
     * What a user says about pictures and sounds: each where its placeholder {@code <image>} or {@code <audio>} stands in
     * the text, those without one before it. Where none of a kind are given, its placeholders are text.
     *
     * @throws IllegalArgumentException if the text has more places for a kind than there are of it
     */
    public static Message ofUser(String text, List<? extends Part> media) {
        Map<String, Deque<Part>> left = new HashMap<>();
        media.forEach(
                m -> left.computeIfAbsent(m.modality(), _ -> new ArrayDeque<>()).add(m));
        List<Part> placed = new ArrayList<>();
        Matcher places = PLACE.matcher(text);
        int from = 0;
        while (places.find()) {
            Deque<Part> kind = left.get(places.group(1));
            if (kind == null) {
                continue;
            }
            if (kind.isEmpty()) {
                throw new IllegalArgumentException(
                        "the prompt has more places %s than there are files for".formatted(places.group()));
            }
            write(text.substring(from, places.start()), placed);
            placed.add(kind.remove());
            from = places.end();
        }
        write(text.substring(from), placed);
        List<Part> parts = new ArrayList<>(media.stream()
                .filter(m -> Objects.requireNonNull(left.get(m.modality())).contains(m))
                .toList());
        parts.addAll(placed.isEmpty() ? List.of(new Part.Text("")) : placed);
        return new Message("user", parts);
    }

    private static void write(String text, List<Part> to) {
        if (!text.isEmpty()) {
            to.add(new Part.Text(text));
        }
    }

    /** The text alone. */
    public String text() {
        StringBuilder out = new StringBuilder();
        for (Part part : parts) {
            if (part instanceof Part.Text(String text)) {
                out.append(text);
            }
        }
        return out.toString();
    }
}
