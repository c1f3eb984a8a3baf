/** What `lakelint check --help` says. */
export const help = `lakelint check [PATH…] [options]

Lints .py, .sql and .ipynb files, databricks.yml with what it includes, and jobs as JSON: those that are named, and those
in the folders that are named (by default the current one). Folders are searched as .gitignore and the \`exclude\` of the
settings tell.

  --format FORMAT       text (default), json or github (annotations in a workflow of GitHub)
  --select ID,…         only these rules, also when the settings switch them off; ALL: every rule, also those off by default
  --ignore ID,…         all rules but these
  --target SPEC         what the code runs on: a runtime (16.4), a compute (serverless, standard, dedicated, classic), or
                        both (16.4,standard); wins over the settings and databricks.yml
  --fix                 applies the safe fixes and reports what is left
  --unsafe-fixes        with --fix or --diff: the unsafe fixes as well
  --diff                prints what --fix would change, as a unified diff, and writes nothing
  --config FILE         this settings file, instead of the nearest lakelint.json or pyproject.toml
  --no-cache            checks every file anew; otherwise files are taken over from the last call in this folder when they,
                        the settings, the tables of the project and Lakelint are the same
  --cache-dir FOLDER    where that is kept, instead of the user's cache folder; in CI, a folder that outlives the job
  -                     reads one file from stdin; with --fix, the fixed text goes to stdout and the report to stderr
  --stdin-filename NAME what that file is called; it need not exist

Exit code: 0 nothing found; 1 findings (with --diff: or something to fix); 2 wrong use, broken settings, or a file that
could not be read. A file in a folder that holds no text (binary, not UTF-8, over 20 MB) is named on stderr and does not
change the exit code; a file that was named and cannot be read does.
`;
