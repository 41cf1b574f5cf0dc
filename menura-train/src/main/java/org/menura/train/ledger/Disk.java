package org.menura.train.ledger;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.menura.format.OutputFile;
import org.menura.format.TensorEntry;
import org.menura.format.safetensors.SafetensorsWriter;

/** The steps by which a ledger changes a disk, in one place so that a test can end a run between any two of them. */
class Disk {
    void makeFolder(Path folder) throws IOException {
        Files.createDirectories(folder);
    }

    void writeTensors(Path file, Map<String, TensorEntry> tensors) throws IOException {
        SafetensorsWriter.write(file, tensors, SafetensorsWriter.PYTORCH);
    }

    /** Writes a whole file, which appears when it is complete and on disk. */
    void write(Path file, byte[] content) throws IOException {
        OutputFile.write(file, content);
    }

    void append(FileChannel file, byte[] line) throws IOException {
        JsonLines.writeFully(file, line);
    }

    void truncate(FileChannel file, long length) throws IOException {
        file.truncate(length);
    }

    void force(FileChannel file) throws IOException {
        file.force(true);
    }

    /** Brings the names in a folder to the disk; Windows has no such call and needs none. */
    void forceFolder(Path folder) throws IOException {
        if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows")) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    void move(Path from, Path to) throws IOException {
        OutputFile.move(from, to);
    }

    void deleteFile(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    /** Deletes a folder with all that it holds, the deepest first; links are deleted, not followed. */
    final void deleteFolder(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(folder)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            deleteFile(path);
        }
    }
}
