package org.menura.data.dolma;

import java.nio.file.Files;
import java.nio.file.Path;
import org.menura.format.FormatException;

/** Where Dolma's layout has files: {@code …/documents/x.jsonl.gz} and {@code …/attributes/NAME/x.jsonl.gz}. */
public final class DolmaFiles {
    private static final String DOCUMENTS = "/documents/";

    private DolmaFiles() {}

    /**
     * Returns the file with a document file's attributes, whether it is there or not.
     *
     * @throws FormatException if the document file is in no folder {@code documents}
     */
    public static Path attributes(Path documents, String name) {
        String path = documents.toAbsolutePath().normalize().toString().replace('\\', '/');
        if (!path.contains(DOCUMENTS)) {
            throw new FormatException(
                    "%s is not in a folder 'documents', beside which its attributes would be".formatted(documents));
        }
        return Path.of(path.replace(DOCUMENTS, "/attributes/" + name + "/"));
    }

    /**
     * Finds the file with a document file's attributes.
     *
     * @throws FormatException if it is missing
     */
    public static Path findAttributes(Path documents, String name) {
        Path file = attributes(documents, name);
        if (!Files.isRegularFile(file)) {
            throw new FormatException(
                    "the attributes '%s' of %s are missing: there is no %s".formatted(name, documents, file));
        }
        return file;
    }
}
