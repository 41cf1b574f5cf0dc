package org.menura.generate;

import java.util.ArrayList;
import java.util.List;
import org.menura.format.image.Image;

/**
 * A turn of a conversation.
 *
 * @param role {@code system}, {@code user} or {@code assistant}
 * @param parts what it consists of, in order
 */
public record Message(String role, List<Part> parts) {
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
