package org.menura.format.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;

class PulledModelTest {
    @TempDir
    private Path root;

    private Path pulled(String folder, String reference, boolean complete, String... files) throws IOException {
        Path target = Files.createDirectories(root.resolve(folder));
        for (String file : files) {
            Files.writeString(target.resolve(file), "{\"model_type\":\"llama\"}");
        }
        new PullRecord(reference, FakeHub.COMMIT, complete, List.of(files), Map.of()).write(target);
        return target;
    }

    @Test
    void listsWhatWasPulled() throws IOException {
        assertEquals(List.of(), PulledModel.list(root));
        Path hub = pulled("models/org/name", "org/name:*.json", true, "config.json");
        Path registry = pulled("packages/tiny", "pypi:tiny==1.0", false, "config.json");
        Files.createDirectories(root.resolve("models/org/other"));
        List<PulledModel> models = PulledModel.list(root);
        assertEquals(
                List.of("org/name", "pypi:tiny"),
                models.stream().map(PulledModel::name).toList());
        assertEquals(
                List.of("llama", ""),
                models.stream().map(PulledModel::architecture).toList());
        assertEquals(
                List.of(hub, registry), models.stream().map(PulledModel::path).toList());
        assertEquals(22, models.getFirst().bytes());
        assertTrue(models.getFirst().complete());
        assertFalse(models.getLast().complete());
    }

    @Test
    void deletesWhatPullsBroughtAndNothingElse() throws IOException {
        Path folder = pulled("models/org/name", "org/name", true, "config.json", "model.safetensors");
        Files.writeString(folder.resolve("model.safetensors.part"), "half");
        Files.writeString(folder.resolve("notes.txt"), "mine");
        assertEquals(
                List.of(folder.resolve("notes.txt")),
                PulledModel.of(root, "org/name").delete());
        assertEquals(List.of(), PulledModel.list(root));
        try (var left = Files.list(folder)) {
            assertEquals(List.of(folder.resolve("notes.txt")), left.toList());
        }
    }

    @Test
    void deletesTheFolderOfAGgufFileAndOfABrokenOffPull() throws IOException {
        pulled("models/org/name", "org/name", true, "m.gguf");
        Path cut = pulled("packages/tiny", "pypi:tiny", false);
        Files.createDirectories(cut.resolve("wheels"));
        Files.writeString(cut.resolve("wheels/tiny.whl.part"), "half");
        assertEquals(List.of(), PulledModel.of(root, "org/name").delete());
        assertEquals(List.of(), PulledModel.of(root, "pypi:Tiny").delete());
        assertFalse(Files.exists(root.resolve("models/org")));
        assertFalse(Files.exists(root.resolve("packages/tiny")));
    }

    @Test
    void refusesWhatIsNoPulledModel() throws IOException {
        Path mine = Files.createDirectories(root.resolve("models/org/mine"));
        Files.writeString(mine.resolve("config.json"), "{}");
        pulled("models/org/name", "org/name", true, "config.json");
        for (String name : List.of("org/mine", "org/none", "org/name:config.json", "../name", mine.toString())) {
            FormatException e = assertThrows(FormatException.class, () -> PulledModel.of(root, name), name);
            assertTrue(e.getMessage().contains("is no pulled model"), e.getMessage());
        }
        assertTrue(Files.exists(mine.resolve("config.json")));
    }
}
