package org.menura.verify.service;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;
import org.menura.verify.Check;
import org.menura.verify.folder.FolderCases;

class ServiceCaseTest {
    private static Path folder(String name) {
        try {
            return Path.of(Objects.requireNonNull(ServiceCaseTest.class.getResource("/service/" + name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** All recorded calls of the originals: valid ones, and ones with missing, further and mistyped arguments. */
    @Test
    void toolsAnswerAsTheOriginals() {
        for (String name : List.of("tau", "tau2")) {
            assertTrue(FolderCases.isIn(folder(name)));
            List<Check> checks = FolderCases.verify(folder(name));
            assertFalse(checks.isEmpty());
            checks.forEach(check -> assertTrue(check.ok(), check::toString));
        }
    }

    @Test
    void differencesAreFound(@TempDir Path temp) throws IOException {
        copy(folder("tau2"), temp);
        Path probes = temp.resolve("probes.jsonl");
        String text = Files.readString(probes);
        Files.writeString(probes, text.replaceFirst("Error: Order not found", "Error: order not found"));
        assertFalse(ServiceCase.run(temp).getFirst().ok());
        Files.writeString(probes, text.replaceFirst("\"changed\": \\{\"", "\"changed\": {\"x"));
        List<Check> checks = ServiceCase.run(temp);
        assertTrue(checks.getFirst().ok());
        assertFalse(checks.get(1).ok());
    }

    @Test
    void aTaskWithoutItsFieldsIsNamed(@TempDir Path temp) throws IOException {
        copy(folder("tau2"), temp);
        Files.writeString(temp.resolve("probes.jsonl"), "{\"calls\": [{\"name\": \"calculate\"}]}\n");
        FormatException e = assertThrows(FormatException.class, () -> ServiceCase.run(temp));
        assertTrue(e.getMessage().contains("probes.jsonl, line 1"), e.getMessage());
    }

    @Test
    void mutatedFilesAreRefusedOrFail(@TempDir Path temp) throws IOException {
        Random random = new Random(8);
        copy(folder("tau2"), temp);
        byte[] probes = Files.readString(temp.resolve("probes.jsonl"))
                .lines()
                .limit(4)
                .reduce("", (a, b) -> a + b + "\n")
                .getBytes(StandardCharsets.UTF_8);
        byte[] users = Files.readAllBytes(temp.resolve("users.json"));
        int refused = 0;
        for (int round = 0; round < 60; round++) {
            Files.write(temp.resolve("probes.jsonl"), round % 2 == 0 ? mutated(probes, random) : probes);
            Files.write(temp.resolve("users.json"), round % 2 == 1 ? mutated(users, random) : users);
            try {
                ServiceCase.run(temp);
            } catch (FormatException e) {
                refused++;
            }
        }
        assertTrue(refused > 20, "refused " + refused);
    }

    private static byte[] mutated(byte[] bytes, Random random) {
        byte[] copy = bytes.clone();
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            copy[random.nextInt(copy.length)] = (byte) "{}[]\",:0x-".charAt(random.nextInt(10));
        }
        return copy;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName().toString()));
            }
        }
    }
}
