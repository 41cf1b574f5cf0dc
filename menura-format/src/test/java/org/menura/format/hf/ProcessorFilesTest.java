package org.menura.format.hf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessorFilesTest {
    @TempDir
    private Path folder;

    private static int number(Optional<ProcessorFiles.Description> found, String field) {
        return found.orElseThrow().fields().path(field).asInt();
    }

    @Test
    void picturesAreInEitherFile() throws IOException {
        assertTrue(ProcessorFiles.pictures(folder).isEmpty());
        Path several = folder.resolve("processor_config.json");
        Files.writeString(
                several, "{\"image_processor\": {\"size\": 12}, \"feature_extractor\": {\"feature_size\": 80}}");
        assertEquals(12, number(ProcessorFiles.pictures(folder), "size"));
        Path one = folder.resolve("preprocessor_config.json");
        Files.writeString(one, "{\"size\": 34}");
        ProcessorFiles.Description found = ProcessorFiles.pictures(folder).orElseThrow();
        assertEquals(34, found.fields().path("size").asInt());
        assertEquals(one.toString(), found.source());
    }

    @Test
    void aFileOfSoundsSaysNothingOfPictures() throws IOException {
        Files.writeString(folder.resolve("preprocessor_config.json"), "{\"feature_size\": 80}");
        assertTrue(ProcessorFiles.pictures(folder).isEmpty());
        assertEquals(80, number(ProcessorFiles.sounds(folder), "feature_size"));
        Path several = folder.resolve("processor_config.json");
        Files.writeString(
                several, "{\"image_processor\": {\"size\": 12}, \"feature_extractor\": {\"feature_size\": 16}}");
        assertEquals(12, number(ProcessorFiles.pictures(folder), "size"));
        ProcessorFiles.Description found = ProcessorFiles.sounds(folder).orElseThrow();
        assertEquals(16, found.fields().path("feature_size").asInt());
        assertTrue(found.source().endsWith("feature_extractor"), found.source());
    }
}
