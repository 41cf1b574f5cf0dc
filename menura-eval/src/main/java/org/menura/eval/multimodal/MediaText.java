package org.menura.eval.multimodal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.menura.chat.Content;
import org.menura.format.FormatException;
import org.menura.format.audio.AudioFiles;
import org.menura.format.image.ImageFiles;

/**
 * Marks in a prompt for what is shown beside its text: U+FFFC, which stands for objects in texts, with a kind and a file in
 * braces. So hashes, journals and logs of prompts tell which picture was asked about.
 */
final class MediaText {
    private static final String OBJECT = "\uFFFC";
    private static final Pattern MARK = Pattern.compile(OBJECT + "\\{(image|audio|draw|choose):([^{}]*)\\}\n?");
    private static final int RATE = 16_000;
    private static final int MOST_SECONDS = 600;

    private MediaText() {}

    /** Part of a prompt. */
    sealed interface Part {
        /** Words. */
        record Text(String text) implements Part {}

        /** A picture's file. */
        record Image(String file) implements Part {}

        /** A sound's file. */
        record Audio(String file) implements Part {}

        /** A picture that the model is to draw first. */
        record Drawing(String request) implements Part {}

        /** Texts of which a judge is to choose the one that fits the picture before it. */
        record Choice(List<String> texts) implements Part {}
    }

    static String image(String file) {
        return OBJECT + "{image:" + file + "}\n";
    }

    static String audio(String file) {
        return OBJECT + "{audio:" + file + "}\n";
    }

    static String drawing(String request) {
        return OBJECT + "{draw:" + request + "}\n";
    }

    static String choice(List<String> texts) {
        return OBJECT + "{choose:" + String.join("|", texts) + "}\n";
    }

    static boolean isIn(String text) {
        return text.contains(OBJECT + "{");
    }

    /** Whether a prompt asks a judge of pictures. */
    static boolean isJudged(String text) {
        return text.contains(OBJECT + "{choose:");
    }

    static List<Part> parts(String text) {
        List<Part> parts = new ArrayList<>();
        Matcher matcher = MARK.matcher(text);
        int from = 0;
        while (matcher.find()) {
            text(parts, text.substring(from, matcher.start()));
            String what = matcher.group(2);
            parts.add(
                    switch (matcher.group(1)) {
                        case "image" -> new Part.Image(what);
                        case "audio" -> new Part.Audio(what);
                        case "choose" -> new Part.Choice(List.of(what.split("\\|")));
                        default -> new Part.Drawing(what);
                    });
            from = matcher.end();
        }
        text(parts, text.substring(from));
        return parts;
    }

    private static void text(List<Part> parts, String text) {
        if (!text.isEmpty()) {
            parts.add(new Part.Text(text));
        }
    }

    /**
     * Reads a picture, in front of white where it is not opaque.
     *
     * @throws FormatException if it lies outside of the folder, or can't be read
     */
    static Content.Image picture(Path root, String file) {
        return new Content.Image(ImageFiles.read(inside(root, file)).rgbOn(255, 255, 255));
    }

    /** Reads a sound. */
    static Content.Audio sound(Path root, String file) {
        return new Content.Audio(AudioFiles.readMono(inside(root, file), RATE, MOST_SECONDS), RATE);
    }

    /** The file of a mark, which must lie in the folder. */
    static Path inside(Path root, String file) {
        Path path = root.resolve(file).normalize();
        if (!path.startsWith(root.normalize()) || !Files.isRegularFile(path)) {
            throw new FormatException("The task shows %s, which is not a file in %s.".formatted(file, root));
        }
        return path;
    }
}
