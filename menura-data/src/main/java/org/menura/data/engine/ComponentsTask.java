package org.menura.data.engine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.menura.data.Cursor;
import org.menura.data.dolma.RowId;
import org.menura.data.plan.ComponentsStage.Membership;

/** Joins the rows behind a phase to components, and says of each row which one it is in. */
final class ComponentsTask {
    private static final int ID = RowId.BYTES;

    private final Job job;
    private final int phase;
    private final Watch watch;
    private final Path folder;

    ComponentsTask(Job job, int phase, Watch watch) {
        this.job = job;
        this.phase = phase;
        this.watch = watch;
        this.folder = job.work("g%d".formatted(phase));
    }

    static Path record(Job job, int phase) {
        return job.work("g%d/components.json".formatted(phase));
    }

    static Path said(Job job, int phase) {
        return job.work("g%d/components".formatted(phase));
    }

    void run() throws IOException {
        Path edges = merged(true);
        Path joined = new Stars(folder, job.memory(), watch).components(edges);
        Path members = merged(false);
        Path sizes = Files.createTempFile(folder, "sizes", ".tmp");
        ObjectNode record = JsonNodeFactory.instance.objectNode();
        try (ByteSorter byComponent = new ByteSorter(folder, job.memory() / 2);
                ByteSorter said = new ByteSorter(folder, job.memory() / 2)) {
            label(members, joined, byComponent);
            Path ordered = Files.createTempFile(folder, "ordered", ".tmp");
            try (Cursor<byte[]> sorted = byComponent.sorted()) {
                record.put("components", count(sorted, ordered, sizes));
            }
            tell(ordered, sizes, said);
            Files.delete(ordered);
            try (Pending pending = new Pending(said(job, phase));
                    Cursor<byte[]> sorted = said.sorted()) {
                long[] offsets = PartitionedFile.write(
                        pending.part(), sorted, GroupTask.SHARD, job.inputs().size());
                pending.commit();
                record.set("said", Done.offsets(offsets));
            }
        } finally {
            for (Path file : List.of(edges, joined, members, sizes)) {
                Files.deleteIfExists(file);
            }
        }
        Done.write(record(job, phase), record);
    }

    private Path merged(boolean edges) throws IOException {
        List<Path> files = new ArrayList<>();
        for (int p = 0; p < job.partitions(); p++) {
            files.add(edges ? GroupTask.edges(job, phase, p) : GroupTask.members(job, phase, p));
        }
        return Stars.merged(files, folder);
    }

    /** Puts the name of its component before each member (identity, content, address). */
    private void label(Path members, Path joined, ByteSorter out) {
        try (RecordReader rows = RecordReader.of(members);
                RecordReader names = RecordReader.of(joined)) {
            byte[] name = names.next();
            for (byte[] row = rows.next(); row != null; row = rows.next()) {
                while (name != null && Arrays.compareUnsigned(name, 0, ID, row, 0, ID) < 0) {
                    name = names.next();
                }
                boolean isJoined = name != null && Arrays.equals(name, 0, ID, row, 0, ID);
                byte[] labelled = new byte[ID + row.length];
                System.arraycopy(name != null && isJoined ? name : row, isJoined ? ID : 0, labelled, 0, ID);
                System.arraycopy(row, 0, labelled, ID, row.length);
                out.add(labelled);
            }
        }
        watch.check();
    }

    /** Writes members in order and the sizes of components; returns the number of components. */
    private static long count(Cursor<byte[]> sorted, Path ordered, Path sizes) throws IOException {
        long components = 0;
        try (RecordWriter out = new RecordWriter(ordered);
                DataOutputStream counts =
                        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(sizes)))) {
            byte[] last = null;
            long size = 0;
            for (byte[] row = sorted.next(); row != null; row = sorted.next()) {
                if (last != null && !Arrays.equals(last, 0, ID, row, 0, ID)) {
                    counts.writeLong(size);
                    size = 0;
                    components++;
                }
                out.write(row);
                size++;
                last = row;
            }
            if (last != null) {
                counts.writeLong(size);
                components++;
            }
        }
        return components;
    }

    private static void tell(Path ordered, Path sizes, ByteSorter said) throws IOException {
        try (RecordReader rows = RecordReader.of(ordered);
                DataInputStream counts = new DataInputStream(new BufferedInputStream(Files.newInputStream(sizes)))) {
            byte[] last = null;
            long size = 0;
            for (byte[] row = rows.next(); row != null; row = rows.next()) {
                boolean isFirst = last == null || !Arrays.equals(last, 0, ID, row, 0, ID);
                size = isFirst ? counts.readLong() : size;
                long address = ByteBuffer.wrap(row).getLong(row.length - Entry.ADDRESS);
                said.add(new Bytes(64)
                        .number(address, Entry.ADDRESS)
                        .raw(Memberships.encoded(new Membership(RowId.of(row, 0), isFirst, size)))
                        .done());
                last = row;
            }
        }
    }
}
