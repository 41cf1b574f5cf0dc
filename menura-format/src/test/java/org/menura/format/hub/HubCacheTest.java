package org.menura.format.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;

class HubCacheTest {
    @TempDir
    private Path root;

    private Path pulled(boolean complete, String... files) throws IOException {
        Path folder = Files.createDirectories(root.resolve("models/org/name"));
        for (String file : files) {
            Files.writeString(folder.resolve(file), "");
        }
        new PullRecord("org/name", FakeHub.COMMIT, complete, List.of(files), Map.of()).write(folder);
        return folder;
    }

    @Test
    void whatWasNotPulledIsNotThere() {
        assertEquals(Optional.empty(), HubCache.find(root, "org/name"));
        assertEquals(Optional.empty(), HubCache.find(root, "some/local/folder"));
        assertEquals(Optional.empty(), HubCache.find(root, "../name"));
    }

    @Test
    void aModelIsItsFolder() throws IOException {
        Path folder = pulled(true, "config.json", "model.safetensors");
        assertEquals(Optional.of(folder), HubCache.find(root, "org/name"));
        assertEquals(Optional.of(folder.resolve("config.json")), HubCache.find(root, "org/name:config.json"));
        assertThrows(FormatException.class, () -> HubCache.find(root, "org/name:other.json"));
    }

    @Test
    void aGgufModelIsItsFirstFile() throws IOException {
        Path folder = pulled(true, "m-00002-of-00002.gguf", "m-00001-of-00002.gguf");
        Path first = folder.resolve("m-00001-of-00002.gguf");
        assertEquals(Optional.of(first), HubCache.find(root, "org/name"));
        assertEquals(Optional.of(first), HubCache.find(root, "org/name:m.gguf"));
    }

    @Test
    void anInterruptedPullSaysHowToGoOn() throws IOException {
        pulled(false, "config.json");
        FormatException e = assertThrows(FormatException.class, () -> HubCache.find(root, "org/name"));
        assertTrue(e.getMessage().contains("menura pull org/name"), e.getMessage());
    }

    @Test
    void aRecordThatPointsElsewhereIsRefused() throws IOException {
        Path folder = pulled(true, "config.json");
        new PullRecord("org/name", FakeHub.COMMIT, true, List.of("../../x.json"), Map.of()).write(folder);
        assertThrows(FormatException.class, () -> HubCache.find(root, "org/name"));
    }

    @Test
    void namesAreLookedUpAfterPaths() throws IOException {
        Path folder = pulled(true, "config.json", "model.safetensors");
        assertEquals(folder, HubCache.locate(root, "org/name"));
        assertEquals(folder, HubCache.locate(root, folder.toString()));
        assertEquals(Path.of("no such name"), HubCache.locate(root, "no such name"));
        NotPulledException e = assertThrows(NotPulledException.class, () -> HubCache.locate(root, "org/other"));
        assertTrue(e.getMessage().endsWith("fetch it with: menura pull org/other"), e.getMessage());
        assertThrows(NotPulledException.class, () -> HubCache.locate(root, "pypi:other"));
    }

    @Test
    void aVersionThatIsNamedMustBeTheOneThatIsThere() throws IOException {
        Path folder = Files.createDirectories(root.resolve("packages/tiny"));
        Files.writeString(folder.resolve("model.safetensors"), "");
        new PullRecord("pypi:tiny", "1.0", true, List.of("model.safetensors"), Map.of()).write(folder);
        assertEquals(folder, HubCache.locate(root, "pypi:tiny"));
        assertEquals(folder, HubCache.locate(root, "pypi:tiny==1.0"));
        assertThrows(NotPulledException.class, () -> HubCache.locate(root, "pypi:tiny==2.0"));
    }
}
