import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** Makes a Java runtime of the modules that the menura command needs: {@code java RuntimeImage.java MODULES FOLDER}. */
final class RuntimeImage {
    private RuntimeImage() {}

    static void main(String[] args) throws IOException {
        Path folder = Path.of(args[1]);
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        ToolProvider jlink = ToolProvider.findFirst("jlink")
                .orElseThrow(() -> new IllegalStateException("this JDK has no jlink; a complete JDK 25 is needed"));
        int status = jlink.run(
                System.out,
                System.err,
                "--add-modules",
                args[0],
                "--strip-debug",
                "--no-header-files",
                "--no-man-pages",
                "--compress=zip-6",
                "--generate-cds-archive",
                "--output",
                folder.toString());
        if (status != 0) {
            System.exit(status);
        }
    }
}
