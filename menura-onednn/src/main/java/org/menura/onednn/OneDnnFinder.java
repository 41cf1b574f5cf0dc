package org.menura.onednn;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.cpu.library.MatrixLibrary;

/** A finder of oneDNN, which loads it where its files are available and suit the processor. */
public final class OneDnnFinder implements MatrixLibrary.Finder {
    @Override
    public @Nullable MatrixLibrary find() {
        Platform platform = Platform.current();
        if (platform == null) {
            return null;
        }
        try {
            List<Path> files = NativeFiles.find(platform);
            return files == null ? null : load(files);
        } catch (IOException | IllegalArgumentException | NoSuchElementException | IllegalCallerException e) {
            // Whatever ails it, everything works without it.
            System.getLogger("org.menura.onednn").log(System.Logger.Level.DEBUG, "oneDNN could not be loaded", e);
            return null;
        }
    }

    /** Loads the OpenMP runtime and oneDNN for the life of the process; null if the processor is too old for it. */
    static @Nullable OneDnn load(List<Path> files) {
        // OpenMP first: oneDNN then finds it by its name, and holds on to this one.
        SymbolLookup openMp = open(files.getFirst());
        OneDnn found = new OneDnn(new Dnnl(open(files.getLast()), openMp));
        return found.suitsProcessor() ? found : null;
    }

    @SuppressWarnings("restricted") // the files are those that come with Menura
    private static SymbolLookup open(Path file) {
        return file.isAbsolute()
                ? SymbolLookup.libraryLookup(file, Arena.global())
                : SymbolLookup.libraryLookup(file.toString(), Arena.global());
    }
}
