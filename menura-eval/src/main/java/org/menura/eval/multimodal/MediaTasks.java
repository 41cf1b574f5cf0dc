package org.menura.eval.multimodal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.menura.format.FormatException;
import org.menura.format.Sha256;

/**
 * Makes the tasks about pictures and sounds out of sets that lie in a folder: {@code pope} (random, popular, adversarial),
 * {@code mme}, {@code mmbench}, {@code seed}, {@code mmmu}, {@code captions}, {@code spoken_words}, {@code drawings}; and
 * those of official files that lie there. The same sets give the same questions.
 */
public final class MediaTasks {
    /** Names by which they are asked for, groups first. */
    public static final List<String> NAMES =
            List.of("multimodal", "pope", "mme", "mmbench", "seed", "mmmu", "captions", "spoken_words", "drawings");

    private static final String FUNCTIONS = "menura_media.py";
    private static final String VERSION = "1";

    private MediaTasks() {}

    /** Tells whether a task of this name, or some that match it, are made here. */
    public static boolean isOne(String name) {
        String plain = name.replace("*", "");
        return isOfficial(name)
                || NAMES.stream().anyMatch(known -> plain.equals(known) || plain.startsWith(known + "_"));
    }

    /** Tells whether a task of this name is made of a benchmark's own files. */
    public static boolean isOfficial(String name) {
        return name.startsWith("official_");
    }

    /**
     * Returns the folder of the task files, which is made if it is not there.
     *
     * @param sets folder with sets of pictures and sounds
     * @param cache a folder for what can be made again
     * @param official whether tasks are made of benchmarks' own files as well
     * @throws FormatException if nothing can be made of what lies there
     */
    public static Path folder(Path sets, Path cache, boolean official) {
        Path absolute = sets.toAbsolutePath().normalize();
        String key =
                Sha256.of((VERSION + absolute).getBytes(StandardCharsets.UTF_8)).substring(0, 12);
        Path folder = cache.resolve("media-tasks").resolve(key).toAbsolutePath();
        write(absolute, folder, official);
        return folder;
    }

    /** Writes all tasks that can be made of some sets into a folder. */
    static void write(Path sets, Path folder, boolean official) {
        if (!Files.isDirectory(sets)) {
            throw new FormatException("There is no folder " + sets + " with pictures and sounds to make tasks of.");
        }
        TaskFiles files = new TaskFiles(folder);
        files.write(FUNCTIONS, functions());
        List<String> made = new ArrayList<>();
        if (PictureSets.isIn(sets)) {
            List<Picture> pictures = PictureSets.read(sets);
            YesNoTasks yesNo = new YesNoTasks(files, pictures);
            yesNo.pope();
            yesNo.mme();
            new ChoiceTasks(files, pictures).all();
            made.addAll(List.of("pope", "mme", "mmbench", "seed", "mmmu", "captions"));
        }
        if (official && new OfficialTasks(files, sets).all().isEmpty()) {
            throw new FormatException(
                    "There are no files of POPE, MME, MMBench, MMMU or SEED-Bench below " + sets + ".");
        }
        List<SoundSets.Sound> sounds = SoundSets.read(sets);
        SoundTasks heard = new SoundTasks(files);
        if (!sounds.isEmpty()) {
            heard.spokenWords(sounds);
            made.add("spoken_words");
        }
        heard.drawings();
        made.add("drawings");
        files.group("multimodal", made, List.of());
    }

    private static String functions() {
        try (InputStream in = Objects.requireNonNull(
                MediaTasks.class.getResourceAsStream("/org/menura/eval/multimodal/" + FUNCTIONS), FUNCTIONS)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
