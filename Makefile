# The commands of the course. What takes more than a line is done by `course`, a program in Sources/Course.

.DEFAULT_GOAL := help
.PHONY: help all-lessons test exercises mutants transcripts results claims sixty-epochs book notebooks pictures
.PHONY: benchmark clean

# The build reports to standard error, so that `make all-lessons > file` holds the lessons alone.
programs = swift build >&2 && "$$(swift build --show-bin-path)"

help:
	@echo 'A course in neural networks. What make can do:'
	@echo
	@echo '  all-lessons    all lessons in order; PAUSE=1 waits when the screen is full'
	@echo '  lesson-03      one lesson; ARGS="--seed 1" hands on parameters'
	@echo '  exercises      how far you are, and the next exercise; ARGS="5.2 --hint"'
	@echo '  test           all tests'
	@echo '  mutants        hold the checks of the exercises against small faults'
	@echo '  transcripts    write what the lessons print into their READMEs'
	@echo '  results        join the results of all lessons in Lessons/README.md'
	@echo '  claims         check what the lessons claim with ten seeds; takes minutes'
	@echo '  sixty-epochs   the long training of lesson 15 again, for its transcript'
	@echo '  book           the course as pages for a browser; PREVIEW=1 shows them,'
	@echo '                 BASE=/name makes them for a host that serves them there'
	@echo '  notebooks      the lessons as Jupyter notebooks'
	@echo '  pictures       take the pictures of the README; needs Chromium'
	@echo '  benchmark      time the course against NumPy and others; ARGS="--runs 3"'
	@echo '  clean          remove what was built'
	@echo
	@echo 'The lessons:'
	@printf '  %s\n' $(notdir $(wildcard Lessons/lesson-*))

all-lessons:
	@$(programs)/course all $(if $(PAUSE),--pause)

# The folder of lesson-03-feedforward, lesson-03 or lesson-3.
lesson = $(notdir $(firstword $(wildcard Lessons/$@ Lessons/$@-* Lessons/lesson-0$*-*)))
lesson-%:
	@$(if $(lesson),swift run $(lesson) $(ARGS),echo 'There is no $@; `make` alone lists the lessons.' >&2; exit 64)

test:
	@swift test

# Where a file doesn't compile, what needs no answers is done by the program of the last build: all but judging, and a
# hint for the next exercise, which must be found. An exercise that isn't solved yet ends the program with 1, which is
# nothing for make to complain about.
exercises_program = Lessons/exercises/.build/debug/exercises
exercises:
	@swift build --package-path Lessons/exercises >&2 || case ' $(ARGS) ' in \
	  *' --list '*|*' --reset '*|*' --help '*|*' -h '*|*[0-9].[0-9]*' --hint'*|*' --hint'*[0-9].[0-9]*|*' --give-up '*) \
	    test -x $(exercises_program) || { \
	      echo 'The exercises have never been built. `git checkout` with the name of the file puts it back.' >&2; \
	      false; } ;; \
	  *) echo 'The build has failed (see above), so nothing is judged. To put an exercise back:' >&2; \
	    echo '    make exercises ARGS="--reset 5.2"' >&2; false ;; esac \
	&& { $(exercises_program) $(ARGS) || [ $$? -eq 1 ]; }

mutants:
	@swift build --product Exercises >&2 && swift run mutants $(ARGS)

transcripts results:
	@$(programs)/course $@

# The tests are built by `swift test`, so the course alone is enough.
claims:
	@swift run course claims

# About two minutes on two cores. What comes out is read by the lesson, so its transcript follows.
sixty-epochs:
	@$(programs)/lesson-15-better --epochs 60 --output Lessons/lesson-15-better/sixty-epochs.csv >/dev/null
	@$(programs)/course transcripts lesson-15-better

book:
	@$(programs)/course book $(if $(BASE),--base $(BASE)) $(if $(PREVIEW),--preview)

notebooks:
	@$(programs)/course notebooks

# The page to draw on is served by lesson 17; the figure is lesson 7's.
pictures:
	@swift build >&2 && python3 Tests/browser/take_pictures.py "$$(swift build --show-bin-path)"

benchmark:
	@$(programs)/benchmark $(ARGS)

clean:
	@swift package clean
	@swift package --package-path Lessons/exercises clean
