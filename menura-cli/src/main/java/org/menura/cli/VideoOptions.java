package org.menura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.menura.format.OutputFile;
import org.menura.format.image.GifWriter;
import org.menura.format.image.Image;
import org.menura.format.image.ImageFiles;
import org.menura.generate.image.Motion;
import picocli.CommandLine.Option;

/** A video instead of a picture: its frames, how they move, and the files they are written to. */
final class VideoOptions {
    private static final int MOST_PER_SECOND = 50; // what programs that show GIF files keep up with
    private static final double HUNDREDTHS = 100;

    @Option(
            names = "--frames",
            paramLabel = "N",
            description = "Draw a video of N frames, 1 to 256, written as an animated GIF (-o NAME.gif, as which"
                    + " out.gif is the default) or as numbered pictures (-o NAME.png: NAME-001.png, NAME-002.png, …).")
    private @Nullable Integer frames;

    @Option(
            names = "--motion",
            paramLabel = "X,Y",
            description = "Pixels by which content moves from frame to frame, to the right and downwards, with --frames"
                    + " (default: 4,0).")
    private @Nullable String motion;

    @Option(
            names = "--fps",
            paramLabel = "N",
            description = "Frames per second of the GIF, 1 to 50, in whole hundredths of a second each, with --frames"
                    + " (default: 8).")
    private @Nullable Integer perSecond;

    /** The video that is wanted; null for a picture. */
    @Nullable
    Motion motion(Console console) {
        if (frames == null) {
            if (motion != null || perSecond != null) {
                throw console.wrong("--motion and --fps are of videos: give --frames too");
            }
            return null;
        }
        if (perSecond != null && (perSecond < 1 || perSecond > MOST_PER_SECOND)) {
            throw console.wrong("--fps must be 1 to %d, not %d".formatted(MOST_PER_SECOND, perSecond));
        }
        String given = motion == null ? "4,0" : motion;
        String[] parts = given.split(",", -1);
        try {
            if (parts.length == 2) {
                return new Motion(frames, Double.parseDouble(parts[0]), Double.parseDouble(parts[1]));
            }
        } catch (NumberFormatException _) {
            // said below
        } catch (IllegalArgumentException e) {
            throw console.wrong(String.valueOf(e.getMessage()));
        }
        throw console.wrong("--motion wants two numbers of pixels such as 4,-2, not " + given);
    }

    /** Refuses files of other kinds. */
    void check(@Nullable Path out, Console console) {
        if (out != null && !OutputFile.isInPlace(out) && !ends(out, ".gif") && !ends(out, ".png")) {
            throw console.wrong("a video is written as NAME.gif, or as pictures where -o says NAME.png; %s is neither"
                    .formatted(out));
        }
    }

    private static boolean ends(Path file, String ending) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(ending);
    }

    /** Writes a video and says where it is. */
    void write(List<Image> video, @Nullable Path out, Console console) throws IOException {
        Image first = video.getFirst();
        String size = "%d × %d, %d frames".formatted(first.width(), first.height(), video.size());
        if (out == null || !ends(out, ".png")) {
            int delay = (int) Math.round(HUNDREDTHS / (perSecond == null ? 8 : perSecond));
            Path file = DefaultOutput.write(out, "out.gif", f -> GifWriter.write(video, delay, f));
            console.wrote(file, "%s: %s".formatted(file, size));
            return;
        }
        for (int i = 0; i < video.size(); i++) {
            ImageFiles.writePng(video.get(i), numbered(out, i + 1));
        }
        console.line("%s to %s: %s"
                .formatted(numbered(out, 1), numbered(out, video.size()).getFileName(), size));
    }

    private static Path numbered(Path out, int number) {
        String name = String.valueOf(out.getFileName());
        int dot = name.length() - ".png".length();
        return out.resolveSibling("%s-%03d%s".formatted(name.substring(0, dot), number, name.substring(dot)));
    }
}
