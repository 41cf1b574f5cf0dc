package org.menura.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.menura.train.recipe.Recipe;
import org.menura.train.schedule.Schedule;

class RunOptimizerTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {name: cosine, rate: 0} | 0 | 0
            {name: warmup-stable-decay, rate: 0} | 0 | 0
            {name: warmup-stable-decay, rate: 2, warmup: 4, start: 0.5, minimum: 1, decay: 2} | 0.5 | 1.5
            {name: warmup-stable-decay, rate: 2, warmup: 4, rise: one-minus-sqrt, decay: 2} | 0 | 1
            {name: cosine-stepped, rate: 2, warmup: 4, minimum: 1} | 0.5 | 1
            {name: linear, rate: 2, warmup_share: 0.15} | 0 | 0.25
            {name: constant, rate: 2, warmup_share: 0.99} | 0 | 1.8
            """)
    void schedulesOfRecipes(String schedule, double first, double ninth) throws IOException {
        Files.writeString(folder.resolve("c"), "{}");
        Files.writeString(folder.resolve("a"), "a");
        Recipe recipe =
                Recipe.parse("model: {config: c}\ndata: {path: a}\nsteps: 10\nschedule: " + schedule, "r.yaml", folder);

        Schedule made = RunOptimizer.schedule(recipe.schedule(), 10);

        assertEquals(first, made.rate(0), 1e-3);
        assertEquals(ninth, made.rate(9), 1e-3);
    }
}
