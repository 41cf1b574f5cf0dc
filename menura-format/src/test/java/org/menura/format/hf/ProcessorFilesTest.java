package org.menura.format.hf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessorFilesTest {
    @TempDir
    private Path folder;

    @Test
    void picturesAreInEitherFile() throws IOException {
        assertTrue(ProcessorFiles.pictures(folder).isEmpty());
        Path several = folder.resolve("processor_config.json");
        Files.writeString(
                several, "{\"image_processor\": {\"size\": 12}, \"feature_extractor\": {\"feature_size\": 80}}");
        assertEquals(
                12,
                ProcessorFiles.pictures(folder)
                        .orElseThrow()
                        .fields()
                        .path("size")
                        .asInt());
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
        assertEquals(
                80,
                ProcessorFiles.sounds(folder)
                        .orElseThrow()
                        .fields()
                        .path("feature_size")
                        .asInt());
        Path several = folder.resolve("processor_config.json");
        Files.writeString(
                several, "{\"image_processor\": {\"size\": 12}, \"feature_extractor\": {\"feature_size\": 16}}");
        assertEquals(
                12,
                ProcessorFiles.pictures(folder)
                        .orElseThrow()
                        .fields()
                        .path("size")
                        .asInt());
        ProcessorFiles.Description found = ProcessorFiles.sounds(folder).orElseThrow();
        assertEquals(16, found.fields().path("feature_size").asInt());
        assertTrue(found.source().endsWith("feature_extractor"), found.source());
    }
}
