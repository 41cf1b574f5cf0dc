package org.menura.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Content;
import org.menura.format.OutputFile;
import org.menura.format.audio.AudioFiles;
import org.menura.format.image.GifFrames;
import org.menura.format.image.Image;
import org.menura.format.image.ImageFiles;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Pictures, sounds and videos that a prompt is about, in the order of the command line, and where pictures go that are drawn. */
final class MediaOptions {
    private static final int RATE = 16_000;
    private static final int MAX_SECONDS = 60;
    private static final int MAX_FRAMES = 256;

    @ArgGroup(exclusive = true, multiplicity = "0..*")
    private List<Medium> media = new ArrayList<>();

    private static final class Medium {
        @Option(
                names = "--image",
                paramLabel = "FILE",
                description =
                        "A picture (PNG, JPEG, WebP, GIF, BMP, TIFF) that the prompt is about. Several may be given:"
                                + " each takes the place of an <image> in the prompt, or goes before it.")
        private @Nullable Path image;

        @Option(
                names = "--audio",
                paramLabel = "FILE",
                description = "A sound (WAV, FLAC, Ogg Vorbis, MP3) that the prompt is about; so with <audio>.")
        private @Nullable Path audio;

        @Option(
                names = "--video",
                paramLabel = "FILE",
                description =
                        "An animated GIF that the prompt is about, seen as evenly spaced frames: each is a picture"
                                + " as one of --image is, in their order.")
        private @Nullable Path video;
    }

    @Option(
            names = "--video-frames",
            paramLabel = "N",
            defaultValue = "8",
            description = "How many frames of a --video are seen at the most (default: ${DEFAULT-VALUE}).")
    private int videoFrames;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "The PNG file for what the model draws (default: the first free one of menura-1.png,"
                    + " menura-2.png, …).")
    private @Nullable Path out;

    private int drawn;
    private final List<Path> files = new ArrayList<>();
    private boolean quiet;

    /** Whether there are pictures or sounds. */
    boolean isGiven() {
        return !media.isEmpty();
    }

    /** Reads the pictures and sounds. */
    List<Content> read() {
        List<Content> parts = new ArrayList<>();
        for (Medium m : media) {
            if (m.image != null) {
                parts.add(image(m.image));
            } else if (m.audio != null) {
                parts.add(audio(m.audio));
            } else if (m.video != null) {
                parts.addAll(video(m.video));
            }
        }
        return parts;
    }

    /** Checks the numbers. */
    void check(Console console) {
        if (videoFrames < 1 || videoFrames > MAX_FRAMES) {
            throw console.wrong("--video-frames must be 1 to %d, not %d".formatted(MAX_FRAMES, videoFrames));
        }
    }

    /** Reads frames of a video. */
    List<Content> video(Path file) {
        return GifFrames.read(file, videoFrames).stream()
                .<Content>map(Content.Image::new)
                .toList();
    }

    /** Reads a picture. */
    static Content image(Path file) {
        return new Content.Image(ImageFiles.read(file));
    }

    /** Reads a sound. */
    static Content audio(Path file) {
        return new Content.Audio(AudioFiles.readMono(file, RATE, MAX_SECONDS), RATE);
    }

    /** Says nothing of what is written from now on. */
    void beQuiet() {
        quiet = true;
    }

    /** The pictures that were written. */
    List<Path> files() {
        return List.copyOf(files);
    }

    /** Shows a part of an answer: prints text at once, writes a picture to the next file and says so. */
    void show(Content part, Console console) {
        switch (part) {
            case Content.Text(String text) -> console.stream(text);
            case Content.Image(Image image) -> {
                Path file = write(image);
                files.add(file);
                if (quiet) {
                    return;
                }
                console.line("");
                console.wrote(file, "%s: %d × %d".formatted(file, image.width(), image.height()));
            }
            case Content.Audio _, Content.MediaFile _ ->
                throw new IllegalStateException("no model makes sounds of signals");
        }
    }

    /** Writes a picture to the file that is named, and each further one to a file that nobody has yet. */
    private Path write(Image image) {
        try {
            if (++drawn == 1 && out != null) {
                ImageFiles.writePng(image, out);
                return out;
            }
            Path named = out == null ? Path.of("menura.png") : out;
            int first = out == null ? 1 : 2;
            return OutputFile.writeNew(i -> numbered(named, first + i - 1), file -> ImageFiles.writePng(image, file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A name with a number before its ending. */
    static Path numbered(Path named, int number) {
        String name = String.valueOf(named.getFileName());
        String stem = name.replaceFirst("\\.[^.]*$", "");
        return named.resolveSibling("%s-%d%s".formatted(stem, number, name.substring(stem.length())));
    }
}
