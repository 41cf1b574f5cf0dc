package org.menura.train.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the commit that a checkout stands at, from Git's files (gitrepository-layout(5)). */
final class GitCommit {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    private static final String REFERENCE = "ref: ";
    private static final String FOLDER = "gitdir: ";

    private GitCommit() {}

    /** The commit of the checkout that holds {@code path}; null if there is none. */
    static @Nullable String above(Path path) {
        try {
            for (Path folder = path.toAbsolutePath(); folder != null; folder = folder.getParent()) {
                Path git = folder.resolve(".git");
                if (Files.isDirectory(git)) {
                    return head(git, git);
                }
                if (Files.isRegularFile(git)) {
                    return linked(folder, git);
                }
            }
        } catch (IOException _) {
            return null;
        }
        return null;
    }

    /** A linked worktree: its own HEAD, and the references of the repository that it belongs to. */
    private static @Nullable String linked(Path folder, Path file) throws IOException {
        String line = Files.readString(file).strip();
        if (!line.startsWith(FOLDER)) {
            return null;
        }
        Path git = folder.resolve(line.substring(FOLDER.length())).normalize();
        Path common = git.resolve("commondir");
        boolean isShared = Files.isRegularFile(common);
        return head(
                git, isShared ? git.resolve(Files.readString(common).strip()).normalize() : git);
    }

    private static @Nullable String head(Path git, Path common) throws IOException {
        String head = Files.readString(git.resolve("HEAD")).strip();
        if (!head.startsWith(REFERENCE)) {
            return HASH.matcher(head).matches() ? head : null;
        }
        String reference = head.substring(REFERENCE.length());
        Path loose = common.resolve(reference);
        if (Files.isRegularFile(loose)) {
            String hash = Files.readString(loose).strip();
            return HASH.matcher(hash).matches() ? hash : null;
        }
        Path packed = common.resolve("packed-refs");
        if (!Files.isRegularFile(packed)) {
            return null;
        }
        try (Stream<String> lines = Files.lines(packed)) {
            return lines.filter(l -> l.endsWith(" " + reference))
                    .map(l -> l.substring(0, l.indexOf(' ')))
                    .filter(h -> HASH.matcher(h).matches())
                    .findFirst()
                    .orElse(null);
        }
    }
}
