package org.menura.serve.model;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.generate.LoadOptions;
import org.menura.tensor.Backend;
import org.menura.tensor.annotation.Internal;

/**
 * The models of a server, loaded when they are first asked for and unloaded when they have been idle for their time to
 * live. A model that is in use is never unloaded: who asks for that waits until the last {@link Lease} is closed.
 * Thread-safe.
 */
@Internal
public final class ModelStore implements AutoCloseable {
    private final Map<String, Slot> slots = new LinkedHashMap<>(); // guarded by lock
    private final Function<ModelEntry, ServedModel> loader;
    private final @Nullable Duration life;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread sweeper;
    private boolean closed; // guarded by lock

    /**
     * Creates a store; nothing is loaded yet.
     *
     * @param life how long an idle model stays in memory; null for ever
     */
    ModelStore(List<ModelEntry> entries, Function<ModelEntry, ServedModel> loader, @Nullable Duration life) {
        this.loader = loader;
        this.life = life;
        for (ModelEntry entry : entries) {
            add(entry);
        }
        this.sweeper = Thread.ofVirtual().name("menura-models").start(this::sweep);
    }

    private void add(ModelEntry entry) {
        List<String> names = new ArrayList<>(entry.adapters().keySet());
        names.add(entry.name());
        for (String name : names) {
            if (find(name) != null) {
                throw new IllegalArgumentException(
                        "two models or adapters are named '%s'; give one another name".formatted(name));
            }
        }
        slots.put(entry.name(), new Slot(entry));
    }

    // --- names

    private record Found(Slot slot, @Nullable String adapter) {}

    private @Nullable Found find(String name) {
        Slot slot = slots.get(name);
        if (slot != null) {
            return new Found(slot, null);
        }
        for (Slot other : slots.values()) {
            if (other.entry.adapters().containsKey(name)) {
                return new Found(other, name);
            }
        }
        return name.endsWith(":latest") ? find(name.substring(0, name.length() - 7)) : null;
    }

    /** Returns the names that requests can choose: models, and their adapters behind them. */
    public List<String> names() {
        lock.lock();
        try {
            List<String> names = new ArrayList<>();
            slots.values().forEach(s -> {
                names.add(s.entry.name());
                names.addAll(s.entry.adapters().keySet());
            });
            return names;
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether there is a model or adapter of a name. */
    public boolean has(String name) {
        lock.lock();
        try {
            return find(name) != null;
        } finally {
            lock.unlock();
        }
    }

    // --- use

    /**
     * Takes a model into use, which loads it if it is not loaded; others who ask for it meanwhile wait.
     *
     * @param name of a model or an adapter; empty for the first model
     * @throws UnknownModelException if there is none of the name
     * @throws ModelLoadException if it can't be loaded
     */
    public Lease lease(String name) {
        lock.lock();
        try {
            Found found = found(name);
            Slot slot = found.slot;
            while (true) {
                checkOpen();
                switch (slot.state) {
                    case LOADED -> {
                        slot.users++;
                        String adapter = found.adapter;
                        return new Lease(
                                this,
                                slot,
                                Objects.requireNonNull(slot.model),
                                Objects.requireNonNull(slot.card),
                                adapter == null ? slot.entry.name() : adapter,
                                adapter);
                    }
                    case LOADING, UNLOADING -> await();
                    case UNLOADED, FAILED -> load(slot);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes a model into use as {@link #lease} does; if no name is given, the first in memory that can do something.
     *
     * @param capability of {@link ModelCard#capabilities}
     */
    public Lease leaseFor(String name, String capability) {
        if (!name.isEmpty()) {
            return lease(name);
        }
        return lease(cards().stream()
                .filter(c -> c.can(capability))
                .map(c -> c.entry().name())
                .findFirst()
                .orElse(""));
    }

    private Found found(String name) {
        Found found = name.isEmpty()
                ? slots.values().stream()
                        .findFirst()
                        .map(s -> new Found(s, null))
                        .orElse(null)
                : find(name);
        if (found == null) {
            throw new UnknownModelException(name, names());
        }
        return found;
    }

    private void await() {
        try {
            changed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while the model was loaded");
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new CancellationException("the server is stopping");
        }
    }

    /** Loads a model; the lock is free meanwhile. */
    private void load(Slot slot) {
        slot.state = ModelState.LOADING;
        ServedModel model = null;
        ModelCard card = null;
        RuntimeException failure = null;
        lock.unlock();
        try {
            model = loader.apply(slot.entry);
            card = ModelCard.of(slot.entry, model, slot.created);
        } catch (RuntimeException e) {
            failure = e;
        } finally {
            lock.lock();
            slot.model = model;
            slot.card = card;
            slot.lastUsed = System.nanoTime();
            slot.failure = failure == null ? null : String.valueOf(failure.getMessage());
            slot.state = model == null || card == null ? ModelState.FAILED : ModelState.LOADED;
            changed.signalAll();
        }
        if (failure != null) {
            throw new ModelLoadException(slot.entry.name(), failure);
        }
    }

    /** Gives a model back that was in use. */
    void release(Slot slot) {
        lock.lock();
        try {
            slot.users--;
            slot.lastUsed = System.nanoTime();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Sets how long a model stays in memory. */
    void keep(Slot slot, @Nullable Duration time) {
        lock.lock();
        try {
            slot.life = time;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes a model out of memory once nobody uses it; requests that come meanwhile wait and load it again.
     *
     * @return whether it was in memory
     * @throws UnknownModelException if there is none of the name
     */
    public boolean unload(String name) {
        lock.lock();
        try {
            Slot slot = found(name).slot;
            while (slot.state == ModelState.LOADING) {
                await();
            }
            if (slot.state != ModelState.LOADED) {
                return false;
            }
            unload(slot);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void unload(Slot slot) {
        slot.state = ModelState.UNLOADING;
        try {
            while (slot.users > 0) {
                await();
            }
            ServedModel model = slot.model;
            slot.model = null;
            lock.unlock();
            try {
                if (model != null) {
                    model.close();
                }
            } finally {
                lock.lock();
            }
            slot.state = ModelState.UNLOADED;
        } finally {
            slot.state = slot.model == null ? ModelState.UNLOADED : ModelState.LOADED;
            changed.signalAll();
        }
    }

    /** Returns the states of all models. */
    public List<ModelStatus> status() {
        lock.lock();
        try {
            return slots.values().stream()
                    .map(s -> new ModelStatus(s.entry, s.state, s.users, s.failure, expires(s)))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** Returns what is known of the models that are in memory. */
    public List<ModelCard> cards() {
        lock.lock();
        try {
            return slots.values().stream()
                    .flatMap(s -> s.card == null ? Stream.empty() : Stream.of(s.card))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** Returns the models that are in memory, by name. */
    public Map<String, ServedModel> loaded() {
        lock.lock();
        try {
            Map<String, ServedModel> out = new LinkedHashMap<>();
            slots.values().forEach(s -> {
                if (s.model != null) {
                    out.put(s.entry.name(), s.model);
                }
            });
            return out;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Duration lifeOf(Slot slot) {
        return slot.life == null ? life : slot.life;
    }

    private long expires(Slot slot) {
        Duration time = lifeOf(slot);
        if (time == null || time.isNegative() || slot.state != ModelState.LOADED) {
            return 0;
        }
        long left =
                slot.users > 0 ? time.toMillis() : time.toMillis() - (System.nanoTime() - slot.lastUsed) / 1_000_000;
        return System.currentTimeMillis() + Math.max(0, left);
    }

    private void sweep() {
        lock.lock();
        try {
            while (!closed) {
                for (Slot slot : slots.values()) {
                    Duration time = lifeOf(slot);
                    if (slot.state == ModelState.LOADED
                            && slot.users == 0
                            && time != null
                            && !time.isNegative()
                            && Duration.ofNanos(System.nanoTime() - slot.lastUsed)
                                            .compareTo(time)
                                    >= 0) {
                        unload(slot);
                    }
                }
                boolean _ = changed.await(200, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException | CancellationException _) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Unloads all models once nobody uses them. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            sweeper.interrupt();
            changed.signalAll();
            for (Slot slot : slots.values()) {
                if (slot.state == ModelState.LOADED) {
                    unload(slot);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Creates a store whose models share a backend. */
    public static ModelStore of(
            List<ModelEntry> entries,
            LoadOptions options,
            Backend ops,
            @Nullable Path voiceDetector,
            @Nullable Duration life) {
        return new ModelStore(entries, new ModelLoader(options, ops, voiceDetector)::load, life);
    }
}
