package org.menura.bench.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.menura.bench.media.MediaRun;

/** Models of sound and pictures beside PyTorch, in float32: running them, and steps of teaching them. */
final class MediaContests {
    private static final String RUNNING = "A pass";
    private static final String TEACHING = "A step on 64 pictures";

    private final Engines engines;
    private final Path configs;
    private final List<Contest> contests = new ArrayList<>();

    private MediaContests(Engines engines, Path configs) {
        this.engines = engines;
        this.configs = configs;
    }

    /**
     * All of them.
     *
     * @param configs folder to write the models' configs to
     */
    static List<Contest> of(Engines engines, Path configs) throws IOException {
        MediaContests out = new MediaContests(engines, configs);
        out.add("whisper-base", "encode", "Whisper base, encoder, 30 seconds", 5);
        out.add("unet-reduced", "denoise", "UNet of 128 to 512 channels, 2 × 32 × 32", 5);
        out.add("unet-nano", "denoise", "UNet of 64 and 128 channels, 2 × 8 × 8", 20);
        out.add("unet-sd15", "denoise", "UNet of Stable Diffusion 1.5, 2 × 64 × 64", 2);
        out.add("vae-reduced", "decode", "Autoencoder of 64 to 256 channels, to 512 × 512", 3);
        out.add("unet-nano", "teach", "UNet of 64 and 128 channels, 8 × 8", 9);
        out.add("vit-nano", "teach", "ViT, 4 layers of 128, 65 rows", 9);
        return out.contests;
    }

    private void add(String model, String pass, String title, int rounds) throws IOException {
        Path config = Engines.config(MediaRun.class, model, configs);
        boolean teaches = pass.equals("teach");
        String name = "media-" + model + "-" + pass;
        Goal goal = teaches ? new Goal.Ratio(1.0, 1.5) : new Goal.Ratio(1.0, 1.0);
        List<Row> rows = List.of(
                new Row(name, "pass", teaches ? TEACHING : RUNNING, title, Unit.MILLISECONDS, goal),
                new Row(name, "processors", "The same, of all processors", title, Unit.MILLISECONDS, Goal.NONE),
                new Row(name, "resident", "Most resident memory", title, Unit.MEBIBYTES, Goal.NONE));
        contests.add(new Contest(name, rows, _ -> entrants(config, pass, rounds)));
    }

    private List<Entrant> entrants(Path config, String pass, int rounds) {
        return Engines.beside(
                engines.own(MediaRun.class, config, pass, engines.threads(), rounds),
                engines.pyTorch(config, pass, rounds));
    }
}
