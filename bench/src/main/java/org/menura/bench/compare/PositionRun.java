package org.menura.bench.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.menura.generate.session.Session;
import org.menura.model.CausalModel;
import org.menura.model.load.Models;
import org.menura.tensor.Rng;
import org.menura.tensor.cpu.CpuBackend;

/**
 * Times single tokens far into a sequence, in a JVM of its own, and prints milliseconds per token as JSON: {@code
 * PositionRun MODEL THREADS POSITION...}. All tokens before are fed to the model; nothing is skipped.
 */
public final class PositionRun {
    private static final int CHUNK = 512;
    private static final int TIMED = 256;
    private static final int ROUNDS = 5;

    private final CausalModel model;
    private final Rng rng = new Rng(1);

    private PositionRun(CausalModel model) {
        this.model = model;
    }

    /** See the class. */
    public static void main(String[] args) throws JsonProcessingException {
        PositionRun run = new PositionRun(Models.decoder(Path.of(args[0]), new CpuBackend(Integer.parseInt(args[1]))));
        int[] positions =
                Arrays.stream(args).skip(2).mapToInt(Integer::parseInt).sorted().toArray();
        System.out.println(new ObjectMapper().writeValueAsString(run.measure(positions)));
    }

    private Map<String, List<Double>> measure(int[] positions) {
        Session warm = new Session(model);
        for (int i = 0; i < ROUNDS; i++) {
            feed(warm, CHUNK);
            time(warm);
        }
        Session session = new Session(model);
        Map<String, List<Double>> out = new LinkedHashMap<>();
        for (int position : positions) {
            while (session.length() < position) {
                feed(session, Math.min(CHUNK, position - session.length()));
            }
            // The fastest of a few stretches, each from this position: what is looked for is a few per cent.
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < ROUNDS; i++) {
                least = Math.min(least, time(session.fork()));
            }
            out.put("@" + position, List.of(least));
        }
        return out;
    }

    private void feed(Session session, int count) {
        session.feed(ids(count));
    }

    private int[] ids(int count) {
        int[] out = new int[count];
        Arrays.setAll(out, _ -> rng.nextInt(model.vocabulary()));
        return out;
    }

    private double time(Session session) {
        int[] ids = ids(TIMED);
        long start = System.nanoTime();
        for (int id : ids) {
            session.feed(id);
        }
        return (System.nanoTime() - start) / 1e6 / TIMED;
    }
}
